using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Journal.Postgres;

/// <summary>Stops the host at start when its keys of checkpoints are not those of the other nodes.</summary>
internal sealed class SharedKeysCheck(PostgresCheckpointStore store) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.RequireSharedKeysAsync(cancellationToken);
        }
        catch (CheckpointKeyException error)
        {
            throw new OptionsValidationException(nameof(CheckpointOptions), typeof(CheckpointOptions), [error.Message]);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
