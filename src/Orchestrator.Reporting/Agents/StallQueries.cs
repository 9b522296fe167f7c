using Orchestrator.Contracts.Agents;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>
/// Finds agents that began or ceased to be stalled and don't know it yet. True as of the journal position that the tables
/// are at: what is not projected yet is no progress to them. For the errors see <see cref="Sessions.SessionQueries"/>.
/// </summary>
public sealed class StallQueries
{
    private readonly ReportingReader _reader;
    private readonly LivenessClock _clock;

    internal StallQueries(ReportingReader reader, LivenessClock clock) => (_reader, _clock) = (reader, clock);

    /// <summary>Agents that are stalled, and not marked so, in the order of their ids.</summary>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<AgentStall>> ListStalledAsync(int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListStalled(_clock.Now(), Limit.Check(limit, 10_000)), cancellationToken);

    /// <summary>Agents that are marked as stalled, live, and are not stalled, in the order of their ids.</summary>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<AgentIncarnation>> ListResumedAsync(int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListResumed(_clock.Now(), Limit.Check(limit, 10_000)), cancellationToken);
}
