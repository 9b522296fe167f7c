using Orchestrator.Simulation.Execution;

namespace Orchestrator.Simulation.Storage;

/// <summary>What goes wrong in a store: how often, decided once for a schedule, and so many times in all that it ends.</summary>
internal sealed class StoreFaults
{
    private readonly Decisions _decisions;
    private readonly int _refused;
    private readonly int _lost;
    private readonly int _unreadable;
    private readonly int _slow;
    private int _left = 12;

    public StoreFaults(Decisions decisions)
    {
        _decisions = decisions;
        ReadOnlySpan<int> often = [0, 0, 30, 8];
        (_refused, _lost, _unreadable, _slow) = (decisions.Of(often), decisions.Of(often), decisions.Of(often), decisions.Of(often));
    }

    /// <summary>Whether a write is refused, nothing being written.</summary>
    public bool Refuses => Happens(_refused);

    /// <summary>Whether the answer to a write is lost.</summary>
    public bool LosesAnswer => Happens(_lost);

    /// <summary>Whether a read fails.</summary>
    public bool IsUnreadable => Happens(_unreadable);

    /// <summary>How long a write takes beside waiting for its turn.</summary>
    public TimeSpan Delay => Happens(_slow)
        ? TimeSpan.FromMilliseconds(_decisions.Of<int>([1, 20, 900, 2_500, 11_000]))
        : TimeSpan.Zero;

    /// <summary>Nothing goes wrong from here on.</summary>
    public void End() => _left = 0;

    private bool Happens(int onceIn)
    {
        if (_left == 0 || !_decisions.OnceIn(onceIn)) return false;
        _left--;
        return true;
    }
}
