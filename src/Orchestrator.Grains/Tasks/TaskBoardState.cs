using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Tasks;

/// <summary>
/// What the events of a board say: its tasks, which of them are ready, and who waits for whom. Ready tasks stand in one
/// queue for each set of required capabilities, so that an agent's next one is found without looking at those that it
/// can't do.
/// </summary>
public sealed partial record TaskBoardState : IEventSourced<TaskBoardState, TaskEvent>
{
    private static readonly ImmutableSortedDictionary<(int Rank, long Number), TaskId> NoQueue =
        ImmutableSortedDictionary<(int, long), TaskId>.Empty;

    private ImmutableDictionary<TaskId, TaskItem> _tasks = ImmutableDictionary<TaskId, TaskItem>.Empty;

    private ImmutableDictionary<string, ImmutableSortedDictionary<(int Rank, long Number), TaskId>> _ready =
        ImmutableDictionary.Create<string, ImmutableSortedDictionary<(int, long), TaskId>>(StringComparer.Ordinal);

    // Who waits for a task.
    private ImmutableDictionary<TaskId, ImmutableHashSet<TaskId>> _dependents =
        ImmutableDictionary<TaskId, ImmutableHashSet<TaskId>>.Empty;

    private ImmutableSortedSet<(DateTimeOffset Until, long Number, TaskId Id)> _leases =
        ImmutableSortedSet.Create<(DateTimeOffset Until, long Number, TaskId Id)>(ByTime);

    private ImmutableDictionary<AgentId, ImmutableHashSet<TaskId>> _held = ImmutableDictionary<AgentId, ImmutableHashSet<TaskId>>.Empty;

    /// <summary>All tasks.</summary>
    public IReadOnlyCollection<TaskItem> Tasks
    {
        get => [.. _tasks.Values];
        init
        {
            _tasks = value.ToImmutableDictionary(task => task.Content.TaskId);
            _ready = value.Where(task => task.IsReady).GroupBy(task => task.Queue, StringComparer.Ordinal).ToImmutableDictionary(
                queue => queue.Key, queue => queue.ToImmutableSortedDictionary(t => t.Place, t => t.Content.TaskId), StringComparer.Ordinal);
            _dependents = value.SelectMany(task => (task.Content.Dependencies ?? []).Select(on => (On: on, Task: task.Content.TaskId)))
                .GroupBy(pair => pair.On, pair => pair.Task).ToImmutableDictionary(g => g.Key, g => g.ToImmutableHashSet());
            _leases = ImmutableSortedSet.CreateRange(
                ByTime, value.Where(t => t.LeasedUntil is not null).Select(t => (t.LeasedUntil!.Value, t.Number, t.Content.TaskId)));
            _held = value.Where(t => t.IsHeld && t.Assignee is not null).GroupBy(t => t.Assignee!.Value, t => t.Content.TaskId)
                .ToImmutableDictionary(g => g.Key, g => g.ToImmutableHashSet());
        }
    }

    /// <summary>How many tasks were created so far.</summary>
    public long Count { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public int Weight => _tasks.Count;

    /// <summary>When the next lease ends.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextLeaseEnd => _leases.IsEmpty ? null : _leases[0].Until;

    private static Comparer<(DateTimeOffset Until, long Number, TaskId Id)> ByTime { get; } =
        Comparer<(DateTimeOffset Until, long Number, TaskId Id)>.Create(
            (a, b) => a.Until != b.Until ? a.Until.CompareTo(b.Until) : a.Number.CompareTo(b.Number));

    /// <summary>A task.</summary>
    public TaskItem? Find(TaskId id) => _tasks.GetValueOrDefault(id);

    /// <summary>The tasks that an agent's incarnations, up to one, have.</summary>
    public IReadOnlyList<TaskItem> HeldBy(AgentId agent, long upToEpoch) =>
        [.. (_held.GetValueOrDefault(agent) ?? []).Select(id => _tasks[id]).Where(task => !(task.Epoch > upToEpoch)).OrderBy(t => t.Number)];

    /// <summary>The tasks that anybody has, oldest first.</summary>
    public IReadOnlyList<TaskItem> Held => [.. _held.Values.SelectMany(ids => ids).Select(id => _tasks[id]).OrderBy(t => t.Number)];

    /// <summary>The tasks whose leases are over.</summary>
    public IReadOnlyList<TaskId> Overdue(DateTimeOffset now) => [.. _leases.TakeWhile(lease => lease.Until <= now).Select(lease => lease.Id)];

    /// <summary>The task that an agent would get next.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="capabilities">What it can do.</param>
    /// <param name="isPassedOver">Whether the tasks of a session are passed over; null for none.</param>
    public TaskItem? Next(AgentId agent, IReadOnlySet<string> capabilities, Func<SessionId, bool>? isPassedOver = null)
    {
        if (_ready.TryGetValue(TaskItem.AgentQueue(agent), out var own) && First(own) is { Value.Value.Length: > 0 } ofOwn) return _tasks[ofOwn.Value];
        (int Rank, long Number)? best = null;
        TaskId found = default;
        foreach ((string required, ImmutableSortedDictionary<(int Rank, long Number), TaskId> queue) in _ready)
        {
            if (!required.StartsWith(TaskItem.AnyQueue, StringComparison.Ordinal)) continue;
            ((int Rank, long Number) place, TaskId id) = First(queue);
            if (id == default) continue;
            if (best is { } so && so.CompareTo(place) <= 0) continue;
            if (required.Length > TaskItem.AnyQueue.Length && !required[TaskItem.AnyQueue.Length..].Split('\n').All(capabilities.Contains)) continue;
            (best, found) = (place, id);
        }

        return best is null ? null : _tasks[found];

        KeyValuePair<(int Rank, long Number), TaskId> First(ImmutableSortedDictionary<(int Rank, long Number), TaskId> queue) => isPassedOver is null
            ? queue.First()
            : queue.FirstOrDefault(pair => _tasks[pair.Value].Content.SessionId is not { } session || !isPassedOver(session));
    }

    /// <summary>The ready tasks in the order in which they would be claimed.</summary>
    public IReadOnlyList<TaskItem> Ready(int max) =>
        [.. _ready.Values.SelectMany(queue => queue.Take(max)).OrderBy(pair => pair.Key).Take(max).Select(pair => _tasks[pair.Value])];

    /// <summary>
    /// The way on which a task would depend on itself if it depended on others: from it, over them, back to it; null when
    /// there is none.
    /// </summary>
    public IReadOnlyList<TaskId>? FindCycle(TaskId task, IEnumerable<TaskId> dependencies)
    {
        var cameFrom = new Dictionary<TaskId, TaskId>();
        var open = new Stack<TaskId>();
        foreach (TaskId dependency in dependencies)
        {
            if (cameFrom.TryAdd(dependency, task)) open.Push(dependency);
        }

        while (open.TryPop(out TaskId current))
        {
            if (current == task)
            {
                List<TaskId> way = [task];
                for (TaskId at = cameFrom[task]; at != task; at = cameFrom[at]) way.Insert(0, at);
                way.Insert(0, task);
                return way;
            }

            foreach (TaskId next in _tasks.GetValueOrDefault(current)?.Content.Dependencies ?? [])
            {
                if (cameFrom.TryAdd(next, current)) open.Push(next);
            }
        }

        return null;
    }
}
