namespace Orchestrator.Client.Leases;

/// <summary>An orderly end: told to stop, workers take nothing new, and what they have in hand may go on for a time.</summary>
internal sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource _stopping;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenRegistration _registration;

    public Drain(TimeSpan finishWithin, TimeProvider time, CancellationToken stopping)
    {
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _registration = _stopping.Token.Register(() => _over.CancelAfter(finishWithin));
    }

    /// <summary>Nothing new is taken.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>What is in hand ends now.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Runs workers until all have ended. When one fails the others are stopped, and its error is thrown.</summary>
    public async Task RunAsync(int workers, Func<Task> worker)
    {
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => RunOneAsync()));

        async Task RunOneAsync()
        {
            try
            {
                await worker();
            }
            catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
            {
                // Told to stop.
            }
            catch
            {
                await _stopping.CancelAsync();
                throw;
            }
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _over.Dispose();
        _stopping.Dispose();
    }
}
