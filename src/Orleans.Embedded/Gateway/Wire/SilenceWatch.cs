namespace Orleans.Gateway;

/// <summary>Closes a connection on which nothing has been received for two periods.</summary>
internal static class SilenceWatch
{
    /// <summary>Watches until the connection closes; the action, if any, is done every period.</summary>
    public static async Task RunAsync(FrameConnection connection, TimeSpan period, TimeProvider time, Action? everyPeriod)
    {
        try
        {
            using var timer = new PeriodicTimer(period, time);
            var (seen, silent) = (connection.FramesReceived, 0);
            while (await timer.WaitForNextTickAsync(connection.Closed))
            {
                var now = connection.FramesReceived;
                silent = now == seen ? silent + 1 : 0;
                seen = now;
                if (silent >= 2)
                {
                    connection.Close();
                    return;
                }

                everyPeriod?.Invoke();
            }
        }
        catch (OperationCanceledException) when (connection.Closed.IsCancellationRequested)
        {
            // Nothing left to watch.
        }
    }
}
