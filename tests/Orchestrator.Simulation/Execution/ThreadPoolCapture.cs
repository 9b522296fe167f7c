using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orchestrator.Simulation.Execution;

/// <summary>
/// Takes what this thread gives to the thread pool. .NET has no way to say where continuations without a scheduler go
/// (<c>ConfigureAwait(false)</c>, <c>Task.Run</c>, <c>Task.WhenAll</c> on a source that runs its continuations asynchronously);
/// all of them go first into the queue that each thread of the pool has of its own. This gives the simulation's thread such a
/// queue, which no other thread knows of. It uses private parts of .NET 10, and says so if they are not there.
/// </summary>
internal sealed class ThreadPoolCapture : IDisposable
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Type Locals = Find("System.Threading.ThreadPoolWorkQueueThreadLocals");
    private static readonly Type Queue = Find("System.Threading.ThreadPoolWorkQueue+WorkStealingQueue");
    private static readonly FieldInfo Current = Field(Locals, "threadLocals");
    private static readonly Action<Task, Thread> RunTask = Method(typeof(Task), "ExecuteFromThreadPool").CreateDelegate<Action<Task, Thread>>();

    private readonly Func<object?> _pop;
    private readonly Func<bool> _canPop;
    private readonly object? _before;
    private readonly Thread _thread = Thread.CurrentThread;

    public ThreadPoolCapture()
    {
        object queue = Activator.CreateInstance(Queue)!;
        object locals = RuntimeHelpers.GetUninitializedObject(Locals);
        GC.SuppressFinalize(locals);
        Field(Locals, "workStealingQueue").SetValue(locals, queue);
        Field(Locals, "workQueue").SetValue(locals, Field(typeof(ThreadPool), "s_workQueue").GetValue(null));
        Field(Locals, "currentThread").SetValue(locals, _thread);
        _pop = Method(Queue, "LocalPop").CreateDelegate<Func<object?>>(queue);
        _canPop = Queue.GetProperty("CanSteal", Any)!.GetMethod!.CreateDelegate<Func<bool>>(queue);
        _before = Current.GetValue(null);
        Current.SetValue(null, locals);
        Probe();
    }

    /// <summary>Takes what was given last; null if there is nothing.</summary>
    public object? TryTake() => _canPop() ? _pop() : null;

    /// <summary>Forgets what was given.</summary>
    public void Clear()
    {
        while (TryTake() is not null)
        {
            // What an ended schedule would still do is nobody's.
        }
    }

    /// <summary>Runs what was given as the pool would.</summary>
    public void Run(object item)
    {
        if (item is Task task) RunTask(task, _thread);
        else ((IThreadPoolWorkItem)item).Execute();
    }

    public void Dispose() => Current.SetValue(null, _before);

    private void Probe()
    {
        bool ran = false;
        _ = Task.Run(() => ran = true);
        if (TryTake() is not { } item) throw Unknown("a task that was started did not come into the queue of its thread");
        Run(item);
        if (!ran) throw Unknown("a task that was taken from the queue did not run");
    }

    private static Type Find(string name) => typeof(object).Assembly.GetType(name) ?? throw Unknown($"there is no {name}");

    private static FieldInfo Field(Type type, string name) => type.GetField(name, Any) ?? throw Unknown($"{type} has no {name}");

    private static MethodInfo Method(Type type, string name) => type.GetMethod(name, Any) ?? throw Unknown($"{type} has no {name}");

    private static NotSupportedException Unknown(string what) =>
        new($"the simulation does not know the thread pool of .NET {Environment.Version}: {what}");
}
