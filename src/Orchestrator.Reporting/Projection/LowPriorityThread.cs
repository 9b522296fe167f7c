using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Orchestrator.Reporting.Projection;

/// <summary>
/// A thread whose work gives way to everyone else's: it has the processor for itself when nobody wants it, and a tenth
/// of it when all do.
/// </summary>
internal sealed partial class LowPriorityThread : IDisposable
{
    private const int Niceness = 10;

    private readonly BlockingCollection<Action> _works = [];
    private readonly Thread _thread;

    public LowPriorityThread(string name)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name, Priority = ThreadPriority.BelowNormal };
        _thread.UnsafeStart();
    }

    /// <summary>Runs work there, after what was given before.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _works.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Ends the thread after what was given to it.</summary>
    public void Dispose()
    {
        _works.CompleteAdding();
        _thread.Join();
        _works.Dispose();
    }

    // On Linux .NET leaves priorities as they are. There nice(2) is about the calling thread alone, and anyone may lower
    // one's own priority.
    private void Run()
    {
        if (OperatingSystem.IsLinux()) _ = Nice(Niceness);
        foreach (Action work in _works.GetConsumingEnumerable()) work();
    }

    [LibraryImport("libc", EntryPoint = "nice")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Nice(int increment);
}
