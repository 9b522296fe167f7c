namespace Orchestrator.Delivery;

/// <summary>Bounds how long a delivery takes.</summary>
internal static class TimeLimit
{
    /// <summary>Does the work, and gives it up after the limit.</summary>
    /// <param name="work">The work, which ends soon after its token is cancelled.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="what">What takes too long, as the subject of "took longer than".</param>
    /// <param name="cancellationToken">Gives up before.</param>
    /// <exception cref="DeliveryException">It took longer; trying again may help.</exception>
    public static async Task KeepAsync(
        Func<CancellationToken, Task> work, TimeSpan limit, TimeProvider time, string what, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await work(either.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException($"{what} took longer than {limit.TotalSeconds:0.###} s", isPermanent: false, late);
        }
    }
}
