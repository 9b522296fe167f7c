using System.Diagnostics;

namespace Orchestrator.Journal.Writing;

/// <summary>
/// One caller's all-or-nothing change, waiting for the writer. It is either cancelled by its caller or taken by the
/// writer, never both.
/// </summary>
internal abstract class WriteWork
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private int _state;

    /// <summary>The caller's span, which the commit's span links to; default when nobody traces.</summary>
    public ActivityContext Origin { get; set; }

    /// <summary>How many rows it writes.</summary>
    public abstract int Rows { get; }

    /// <summary>About how many bytes it writes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Takes the work for a commit; from then on its caller can't cancel it.</summary>
    /// <returns>False when it was cancelled before.</returns>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Tells the caller that the change is on disk.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that the change was not made or may not have been.</summary>
    public abstract void Fail(Exception error);

    protected bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting;
}
