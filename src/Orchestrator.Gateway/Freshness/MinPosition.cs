using System.Diagnostics;
using Orchestrator.Contracts.Errors;
using Orchestrator.Gateway.Requests;
using Orchestrator.Gateway.Telemetry;
using Orchestrator.Journal;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Gateway.Freshness;

/// <summary>Read-your-writes: waits until the tables have what the caller knows to be on disk.</summary>
/// <param name="journal">Knows what is on disk.</param>
/// <param name="progress">Knows what is in the tables.</param>
internal sealed class MinPosition(IJournal journal, ProjectionProgress progress)
{
    /// <summary>How long a query waits for the tables at most.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    /// <summary>The parameter of queries.</summary>
    public static readonly QueryParameter<long> Parameter = Parameters.Position(
        "minPosition", "Answer only once this `Journal-Position` is in the tables; waits up to 5 seconds.");

    /// <summary>Waits for a position.</summary>
    /// <exception cref="UnavailableException">The tables are not there in time.</exception>
    public async Task WaitAsync(long position, CancellationToken cancellationToken)
    {
        if (progress.Position >= position) return;
        using Activity? wait = GatewayTelemetry.Source.StartActivity("wait for the tables");
        wait?.SetTag("orchestrator.journal.position", position);
        await progress.WaitForAsync(position, MaxWait, cancellationToken);
    }

    /// <summary>
    /// Finds something in the tables; when it is not there, once more after they have all that is on disk now. So what
    /// was acknowledged is found.
    /// </summary>
    /// <param name="find">Asks the tables.</param>
    /// <param name="kind">The kind of thing, for the error.</param>
    /// <param name="id">Its identifier.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    public async Task<T> FindAsync<T>(
        Func<Task<T?>> find, string kind, string id, CancellationToken cancellationToken)
        where T : class
    {
        long before = progress.Position; // the tables may catch up between a look that was too early and the next line
        if (await find() is { } found) return found;
        long last = await journal.GetCurrentPositionAsync(cancellationToken); // another process may have written it
        if (before < last)
        {
            await WaitAsync(last, cancellationToken);
            if (await find() is { } late) return late;
        }

        throw new NotFoundException(kind, id);
    }
}
