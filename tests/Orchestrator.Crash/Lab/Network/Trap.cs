namespace Orchestrator.Crash.Lab.Network;

/// <summary>Waits for the byte after which a connection is cut.</summary>
internal sealed class Trap(NetworkCut cut)
{
    private readonly TaskCompletionSource _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _left = cut.Bytes;

    public NetworkCut Cut => cut;

    /// <summary>Ends when the connection is cut.</summary>
    public Task Sprung => _sprung.Task;

    /// <summary>Counts bytes that are about to go through.</summary>
    /// <returns>How many of them still do, if it springs now; otherwise null.</returns>
    public int? Count(int bytes)
    {
        if (_left > bytes)
        {
            _left -= bytes;
            return null;
        }

        return (int)_left;
    }

    /// <summary>It has been done.</summary>
    public void Spring() => _sprung.TrySetResult();
}
