using System.Threading.Channels;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Postgres.Writing;

/// <summary>
/// Group commit over several connections: as soon as one is free it takes all that waits in the queue and commits it in one
/// transaction, while the others wait for theirs. Each caller is answered after its own commit.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private readonly PostgresJournalOptions _options;
    private readonly WriteQueue _queue;
    private readonly Channel<PostgresCommitter> _free = Channel.CreateUnbounded<PostgresCommitter>();
    private Task _dispatching = Task.CompletedTask;

    public PostgresWriter(PostgresJournalOptions options, Func<PostgresCommitter> connect)
    {
        _options = options;
        _queue = new WriteQueue(options.QueueCapacity, JournalTelemetry.Postgres);
        for (int connection = 0; connection < options.WriterConnections; connection++)
            _free.Writer.TryWrite(connect());
    }

    /// <summary>How many changes wait.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Begins to write.</summary>
    public void Start() => _dispatching = Task.Run(DispatchAsync);

    /// <summary>Hands work to the next free connection.</summary>
    /// <returns>Ends when the work is on disk, refused, failed, or cancelled before a connection took it.</returns>
    public Task<TResult> WriteAsync<TResult>(WriteWork<TResult> work, CancellationToken cancellationToken) =>
        _queue.WriteAsync(work, cancellationToken);

    /// <summary>Refuses further work, commits what waits, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _dispatching;
        for (int connection = 0; connection < _options.WriterConnections; connection++)
            await (await _free.Reader.ReadAsync(CancellationToken.None)).DisposeAsync();
        _queue.Dispose();
    }

    private async Task DispatchAsync()
    {
        while (true)
        {
            PostgresCommitter committer = await _free.Reader.ReadAsync(CancellationToken.None);
            WriteBatch? batch = await TakeAsync();
            if (batch is null)
            {
                _free.Writer.TryWrite(committer);
                return;
            }

            _ = CommitAsync(committer, batch);
        }
    }

    private async ValueTask<WriteBatch?> TakeAsync()
    {
        while (await _queue.WaitForWorkAsync())
        {
            WriteBatch batch = WriteBatch.Take(_queue, _options.MaxBatchRows, _options.MaxBatchBytes);
            if (batch.Works.Count > 0)
                return batch;
        }

        return null;
    }

    private async Task CommitAsync(PostgresCommitter committer, WriteBatch batch)
    {
        await committer.CommitAsync(batch);
        _free.Writer.TryWrite(committer);
    }
}
