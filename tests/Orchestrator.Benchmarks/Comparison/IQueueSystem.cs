namespace Orchestrator.Benchmarks.Comparison;

/// <summary>Something with durable queues that runs and is empty: what is compared.</summary>
internal interface IQueueSystem : IAsyncDisposable
{
    /// <summary>Sends 1 KB and returns when the system has acknowledged it as durable.</summary>
    /// <param name="producer">Who sends, from 0; queue <c>producer % queues</c> gets it.</param>
    /// <param name="number">The message's number.</param>
    Task SendAsync(int producer, int number);

    /// <summary>Receives and acknowledges what comes to a queue, until told to stop.</summary>
    /// <param name="queue">The queue, from 0.</param>
    /// <param name="acknowledged">Told how many more were acknowledged.</param>
    /// <param name="stopping">Ends it; then it returns, or is cancelled.</param>
    Task ReceiveAsync(int queue, Action<int> acknowledged, CancellationToken stopping);

    /// <summary>Ends when work that was put off is done, such as ours on the tables.</summary>
    Task SettleAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until what was started is ready, and ends it if it does not become so.</summary>
    /// <param name="started">The system.</param>
    /// <param name="ready">What makes it ready.</param>
    static async Task<T> WhenReadyAsync<T>(T started, Task ready)
        where T : IQueueSystem
    {
        try
        {
            await ready;
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }
}
