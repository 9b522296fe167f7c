namespace Orchestrator.Client;

/// <content>Taking what is leased.</content>
public sealed partial class AgentConnection
{
    /// <summary>
    /// Takes something that is given back when it is disposed. A caller who gives up does not end the call: what it takes would be the
    /// agent's, kept alive by its heartbeats, and nobody would know. It is given back when it comes.
    /// </summary>
    private async Task<T> TakeAsync<T>(Func<CancellationToken, Task<T>> take, CancellationToken cancellationToken)
        where T : IAsyncDisposable?
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Task<T> taking = take(_closing.Token);
        try
        {
            return await taking.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Usually it is there in a moment; a host that is away does not hold up the caller.
            await Task.WhenAny(GiveBackLateAsync(taking), Task.Delay(SignOffTimeout, _caller.Time, CancellationToken.None));
            throw;
        }
    }

    private static async Task GiveBackLateAsync<T>(Task<T> taking)
        where T : IAsyncDisposable?
    {
        try
        {
            if (await taking is { } taken) await taken.DisposeAsync();
        }
        catch (Exception)
        {
            // Nothing was taken, or the connection is gone and all that its agent held with it.
        }
    }
}
