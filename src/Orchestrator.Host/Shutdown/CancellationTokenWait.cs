namespace Orchestrator.Host.Shutdown;

/// <summary>Waits for a token as for a task.</summary>
internal static class CancellationTokenWait
{
    /// <summary>Ends when the token is cancelled.</summary>
    public static async Task WaitAsync(this CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (token.UnsafeRegister(static source => ((TaskCompletionSource)source!).SetResult(), cancelled))
            await cancelled.Task;
    }
}
