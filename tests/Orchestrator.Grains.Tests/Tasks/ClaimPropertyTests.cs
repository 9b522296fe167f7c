using System.Collections.Concurrent;
using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;
using Xunit.Abstractions;

namespace Orchestrator.Grains.Tests.Tasks;

/// <summary>
/// No two agents have a task and none is begun before what it depends on is done, whatever happens: many agents at once that
/// claim, complete, fail, come back as new incarnations; clocks that jump; silos that are killed with calls in flight. The
/// judge reads the journal alone.
/// </summary>
public sealed class ClaimPropertyTests(ITestOutputHelper output)
{
    private static readonly TaskBoardId Board = TaskBoardId.Parse("board");

    private readonly ConcurrentDictionary<TaskId, AgentId> _completed = new();
    private int _claims;
    private int _created;

    [Fact]
    public async Task No_two_agents_have_a_task_and_none_is_begun_early_under_concurrency_kills_and_clock_jumps()
    {
        await using OrchestratorCluster cluster = await new Turmoil(output).RunAsync(Agent);
        TaskEvent[] history = [.. (await cluster.ReadAllAsync($"task-board/{Board}")).SelectMany(Decode)];
        output.WriteLine($"{_claims} claims and {_completed.Count} completions acknowledged, {history.Length} events");
        Assert.True(_claims > Turmoil.Rounds * 20, "hardly anything was claimed");
        Judge(history);
        Dictionary<TaskId, AgentId?> done = history.OfType<TaskCompleted>().ToDictionary(change => change.TaskId, change => change.AgentId);
        Assert.All(_completed, acknowledged => Assert.Equal(acknowledged.Value, done[acknowledged.Key]));
    }

    private static void Judge(IEnumerable<TaskEvent> history)
    {
        var created = new Dictionary<TaskId, TaskCreated>();
        var held = new Dictionary<TaskId, TaskClaimed>();
        var ended = new Dictionary<TaskId, TaskEvent>();
        foreach (TaskEvent change in history)
        {
            switch (change)
            {
                case TaskCreated task:
                    created.Add(task.TaskId, task);
                    break;
                case TaskClaimed claimed:
                    Assert.True(held.TryAdd(claimed.TaskId, claimed), $"{claimed} while {held.GetValueOrDefault(claimed.TaskId)} had it");
                    Assert.DoesNotContain(claimed.TaskId, ended.Keys);
                    Assert.All(created[claimed.TaskId].Dependencies ?? [], on => Assert.IsType<TaskCompleted>(ended.GetValueOrDefault(on)));
                    break;
                case TaskReturned:
                    Assert.True(held.Remove(change.TaskId), $"{change}, but nobody had it");
                    break;
                case TaskCompleted or TaskFailed:
                    Assert.True(held.Remove(change.TaskId, out TaskClaimed? by), $"{change}, but nobody had it");
                    if (change is TaskCompleted completed) Assert.Equal(by.AgentId, completed.AgentId);
                    ended.Add(change.TaskId, change);
                    break;
                case TaskRetried:
                    Assert.True(ended.Remove(change.TaskId, out TaskEvent? was) && was is TaskFailed);
                    break;
                case TaskRenewed:
                    Assert.Contains(change.TaskId, held.Keys);
                    break;
            }
        }
    }

    private Turmoil.Step Agent(string agent)
    {
        var own = new List<TaskId>();
        long? epoch = null;
        return async (cluster, random) =>
        {
            if (epoch is null || random.Next(40) == 0) epoch = (await cluster.RegisterAsync(agent)).Epoch;
            await StepAsync(cluster, AgentId.Parse(agent), epoch.Value, own, random);
        };
    }

    private async Task StepAsync(OrchestratorCluster cluster, AgentId agent, long epoch, List<TaskId> own, Random random)
    {
        ITaskBoardGrain board = cluster.Cluster.GrainFactory.GetGrain<ITaskBoardGrain>(Board.Value);
        int kind = random.Next(10);
        if (kind < 3)
        {
            int number = Interlocked.Increment(ref _created);
            TaskId[] dependencies = [.. Enumerable.Range(0, random.Next(3)).Select(_ => TaskId.Parse($"t{random.Next(Math.Max(1, number - 10), number + 1)}")).Where(id => id.Value != $"t{number}").Distinct()];
            await board.Create(new() { Id = TaskId.Parse($"t{number}"), Title = "t", Board = Board, Dependencies = dependencies, Priority = (Priority)random.Next(1, 5) });
        }
        else if (kind < 7 || own.Count == 0)
        {
            TaskView? task = random.Next(4) > 0
                ? (await board.ClaimNext(new() { AgentId = agent, Epoch = epoch, LeaseSeconds = random.Next(1, 60) })).Value
                : (await board.Claim(TaskId.Parse($"t{random.Next(1, _created + 1)}"), new() { AgentId = agent, Epoch = epoch, LeaseSeconds = random.Next(1, 60) })).Value;
            if (task is null) return;
            Interlocked.Increment(ref _claims);
            own.Add(task.Id);
        }
        else
        {
            TaskId chosen = own[random.Next(own.Count)];
            var work = new WorkOnTask { AgentId = agent, Epoch = epoch };
            switch (random.Next(5))
            {
                case 0:
                    await board.Renew(chosen, work);
                    break;
                case 1:
                    own.Remove(chosen);
                    await board.Release(chosen, work);
                    break;
                case 2:
                    own.Remove(chosen);
                    await board.Fail(chosen, work);
                    if (random.Next(2) == 0) await board.Retry(chosen);
                    break;
                default:
                    own.Remove(chosen);
                    await board.Complete(chosen, work);
                    _completed[chosen] = agent;
                    break;
            }
        }
    }

    private static List<TaskEvent> Decode(JournalEntry row) =>
        JsonSerializer.Deserialize<List<TaskEvent>>(row.Payload.Utf8, OrchestratorJson.Journal)!;
}
