using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Client;

/// <summary>How an agent takes and works on tasks.</summary>
public sealed record TaskWorkOptions
{
    /// <summary>The board it takes tasks from; when absent, that of <see cref="SessionId"/>, else any board with ready tasks.</summary>
    public TaskBoardId? Board { get; init; }

    /// <summary>The session whose board it takes tasks from.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>What it can do: it takes tasks whose required capabilities are all here. Those it registered with when absent.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>
    /// For how long a task is the agent's before it must be renewed, 1 s to 24 h. The client renews it each third of that
    /// time; so this is also how long the host may be away before the work is given up.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The wait after it found no task; it doubles each time up to <see cref="MaxPause"/>. 10 ms to 1 h.</summary>
    public TimeSpan MinPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait between two looks for a task. At most 1 h.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many tasks are worked on at once by <see cref="AgentConnection.HandleTasksAsync"/>, 1 to 100.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>
    /// How many times in all a task is begun before a handler's error fails it, 1 to 100; before that, an error gives it back to be
    /// tried again, by this agent or another.
    /// </summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>
    /// How long handlers may go on once they are to stop, before their token is cancelled and the task is given back; 0 to 24 h. An
    /// application's host waits for them only as long as its own shutdown timeout says, 30 s by default.
    /// </summary>
    public TimeSpan FinishWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <exception cref="ValidationException">An option is out of its range.</exception>
    internal void Validate()
    {
        Within(Lease, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "lease");
        Within(MinPause, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), "minPause");
        Within(MaxPause, MinPause, TimeSpan.FromHours(1), "maxPause");
        Within(Concurrency, 1, 100, "concurrency");
        Within(MaxAttempts, 1, 100, "maxAttempts");
        Within(FinishWithin, TimeSpan.Zero, TimeSpan.FromDays(1), "finishWithin");
    }

    internal static void Within<T>(T value, T least, T most, string field)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw new ValidationException(field, $"must be {least} to {most}, is {value}");
    }
}
