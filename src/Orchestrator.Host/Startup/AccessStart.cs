using Orchestrator.Contracts.Access;
using Orchestrator.Journal;

namespace Orchestrator.Host.Startup;

/// <summary>Finds out before the host serves whether it demands tokens, and refuses to serve others than this machine without any.</summary>
/// <param name="journal">Knows whether there was ever a token.</param>
/// <param name="access">Is told.</param>
/// <param name="options">Where the host listens.</param>
internal sealed class AccessStart(IJournal journal, AccessState access, OrchestratorHostOptions options) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await journal.ReadGrainAsync(AccessClosed.Grain, 1, 1, cancellationToken) is { Count: > 0 })
        {
            access.Close();
            return;
        }

        if (options.Urls.FirstOrDefault(url => !url.IsLoopback) is { } open)
        {
            throw new StartupException(
                $"{open} is not loopback, and there is no token yet: whoever reaches it could do anything. Make one with "
                + $"'orchestrator token create --name NAME --role admin --data {options.Data}', or listen on 127.0.0.1.");
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
