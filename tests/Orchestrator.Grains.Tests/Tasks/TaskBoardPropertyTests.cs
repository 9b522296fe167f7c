using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Serialization;
using Orchestrator.Grains.Tasks;

namespace Orchestrator.Grains.Tests.Tasks;

/// <summary>What holds of a board after any history.</summary>
public sealed class TaskBoardPropertyTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Ready_tasks_are_those_whose_dependencies_are_done_and_a_snapshot_is_the_state() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new System.Random(seed);
            TaskBoardState state = new();
            for (int step = 0; step < 120; step++)
            {
                state = state.Apply(RandomEvent(state, random, Start.AddSeconds(step)), step + 1);
                if (step % 20 == 0) state = Reread(state);
                CheckInvariants(state);
            }
        }).QuickCheckThrowOnFailure();

    private static void CheckInvariants(TaskBoardState state)
    {
        Dictionary<TaskId, TaskItem> tasks = state.Tasks.ToDictionary(task => task.Content.TaskId);
        TaskItem[] expected = [.. tasks.Values
            .Where(task => task.Status is TaskItemStatus.Pending or TaskItemStatus.Assigned && task.OverBudget is null
                && (task.Content.Dependencies ?? []).All(on => tasks[on].Status == TaskItemStatus.Completed))
            .OrderBy(task => task.Place)];
        Assert.Equal(expected.Select(task => task.Content.TaskId), state.Ready(1_000).Select(task => task.Content.TaskId));
        Assert.Equal(
            tasks.Values.Where(task => task.LeasedUntil is not null).Select(task => task.Content.TaskId).ToHashSet(),
            state.Overdue(DateTimeOffset.MaxValue).ToHashSet());
        foreach (AgentId agent in Agents)
        {
            Assert.Equal(
                tasks.Values.Where(task => task.IsHeld && task.Assignee == agent).OrderBy(t => t.Number).Select(task => task.Content.TaskId),
                state.HeldBy(agent, long.MaxValue).Select(task => task.Content.TaskId));
        }

        Assert.All(tasks.Values, task => Assert.Equal(
            tasks.Values.Count(part => part.Content.ParentId == task.Content.TaskId && !part.IsEnded), task.OpenParts));
    }

    private static AgentId[] Agents { get; } = [AgentId.Parse("a"), AgentId.Parse("b"), AgentId.Parse("c")];

    private static TaskEvent RandomEvent(TaskBoardState state, System.Random random, DateTimeOffset at)
    {
        TaskItem[] all = [.. state.Tasks.OrderBy(task => task.Number)];
        if (all.Length == 0 || random.Next(4) == 0) return Created(all, random, at);
        TaskItem task = all[random.Next(all.Length)];
        TaskId id = task.Content.TaskId;
        AgentId agent = Agents[random.Next(Agents.Length)];
        if (random.Next(8) == 0)
            return task.OverBudget is null ? new TaskBudgetStopped { At = at, TaskId = id, Reason = "x" } : new TaskBudgetResumed { At = at, TaskId = id };
        if (task.IsReady)
        {
            return random.Next(3) switch
            {
                0 => new TaskAssigned { At = at, TaskId = id, Assignee = random.Next(2) == 0 ? agent : null },
                _ => new TaskClaimed { At = at, TaskId = id, AgentId = task.Assignee ?? agent, Epoch = 1, Until = at.AddSeconds(60) },
            };
        }

        if (task.IsHeld)
        {
            return random.Next(7) switch
            {
                0 => new TaskReturned { At = at, TaskId = id, Reason = "x" },
                1 => new TaskBlocked { At = at, TaskId = id },
                2 => new TaskUnblocked { At = at, TaskId = id },
                3 => new TaskFailed { At = at, TaskId = id },
                4 => new TaskRenewed { At = at, TaskId = id, Until = at.AddSeconds(90) },
                _ => new TaskCompleted { At = at, TaskId = id },
            };
        }

        if (task.Status == TaskItemStatus.Failed) return new TaskRetried { At = at, TaskId = id };
        if (task.IsEnded) return Created(all, random, at);
        TaskId[] dependencies = [.. all.Where(other => other.Number < task.Number && random.Next(4) == 0).Select(other => other.Content.TaskId)];
        return random.Next(2) == 0
            ? new TaskUpdated { At = at, TaskId = id, Change = new() { Dependencies = dependencies, Priority = (Priority)random.Next(1, 5) } }
            : new TaskCancelled { At = at, TaskId = id };
    }

    private static TaskCreated Created(TaskItem[] all, System.Random random, DateTimeOffset at) => new()
    {
        At = at,
        TaskId = TaskId.Parse($"t{all.Length + 1}"),
        Title = "t",
        Priority = (Priority)random.Next(1, 5),
        Assignee = random.Next(4) == 0 ? Agents[0] : null,
        Dependencies = [.. all.Where(_ => random.Next(5) == 0).Take(5).Select(task => task.Content.TaskId)],
        ParentId = all.Length > 0 && random.Next(4) == 0 ? all[random.Next(all.Length)].Content.TaskId : null,
        RequiredCapabilities = random.Next(2) == 0 ? ["x"] : null,
    };

    private static TaskBoardState Reread(TaskBoardState state) =>
        System.Text.Json.JsonSerializer.Deserialize<TaskBoardState>(
            System.Text.Json.JsonSerializer.Serialize(state, GrainStateJson.Options), GrainStateJson.Options)!;
}
