using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Simulation.Cluster;

namespace Orchestrator.Simulation.Workloads;

/// <summary>
/// Agents claim the next task of a board, complete it, give it back, forget it or die with it. No two agents have a task at the
/// same time, none is completed twice or handed out after that, and in the end all are done.
/// </summary>
internal sealed class ClaimsWorkload : Workload
{
    private const string Board = "board";

    // Longer without a sign of life, and an agent counts as gone.
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(2);

    private readonly Beliefs _beliefs;
    private readonly HashSet<string> _completed = [];
    private string[] _tasks = [];

    public ClaimsWorkload(World world)
        : base(world) => _beliefs = new(world, static (one, other) => one == other);

    protected override async Task ActAsync()
    {
        _tasks = [.. Enumerable.Range(0, 1 + Decisions.Next(4)).Select(n => $"t{n}")];
        Task creating = World.Start(CreateAsync);
        Task[] agents = [.. Enumerable.Range(0, 2 + Decisions.Next(2)).Select(n => World.Start(() => WorkAsync($"a{n}")))];
        await creating;
        await Task.WhenAll(agents);
    }

    protected override async Task CheckAsync()
    {
        foreach (string task in _tasks)
        {
            TaskView view = await UntilAnsweredAsync(() => Grain<ITaskBoardGrain>(Board).Get(TaskId.Parse(task)));
            Must(view.Status == TaskItemStatus.Completed, $"{task} is {view.Status} in the end");
        }
    }

    private async Task CreateAsync()
    {
        foreach (string task in _tasks)
        {
            var create = new CreateTask { Id = TaskId.Parse(task), Title = task, Board = TaskBoardId.Parse(Board) };
            await UntilAnsweredAsync(() => KeyedAsync($"create-{task}", () => Grain<ITaskBoardGrain>(Board).Create(create)));
        }
    }

    private async Task WorkAsync(string name)
    {
        AgentId id = AgentId.Parse(name);
        long epoch = 0;
        DateTimeOffset born = default;
        for (int round = 0; _completed.Count < _tasks.Length; round++)
        {
            if (epoch == 0 || World.Time.GetUtcNow() - born > LongestLife)
            {
                _beliefs.End(name);
                epoch = (await UntilAnsweredAsync(() => Grain<IAgentGrain>(name).Register(new() { Id = id, Name = name }))).Value.Epoch;
                born = World.Time.GetUtcNow();
                World.Trace.Note($"{name} is registered with epoch {epoch}");
            }

            HashSet<string> completed = [.. _completed];
            string key = $"{name}-{round}";
            long mine = epoch;
            var claim = new ClaimNextTask { AgentId = id, Epoch = mine, Board = TaskBoardId.Parse(Board), LeaseSeconds = Decisions.Of<int>([30, 2, 60]) };
            try
            {
                Committed<TaskView?> answer =
                    await UntilAnsweredAsync(() => KeyedAsync($"claim-{key}", () => Grain<ITaskBoardGrain>(Board).ClaimNext(claim)));
                if (answer.Value is { } task)
                {
                    World.Trace.Note($"{name} has {task.Id} until {task.LeaseExpiresAt:HH:mm:ss.fff}");
                    Must(!completed.Contains(task.Id.Value), $"{name} got {task.Id}, which was completed");
                    _beliefs.Begin(name, task.Id.Value, task.LeaseExpiresAt!.Value);
                    if (!await FinishAsync(name, key, task.Id, mine)) epoch = 0;
                }
            }
            catch (ConflictException error)
            {
                World.Trace.Note($"{name} is refused: {error.Code}");
                epoch = 0;
            }

            await PauseAsync();
        }
    }

    // Returns whether the agent lives on.
    private async Task<bool> FinishAsync(string name, string key, TaskId task, long epoch)
    {
        await World.WaitUpToAsync(TimeSpan.FromSeconds(Decisions.Of<int>([0, 1, 20])));
        var work = new WorkOnTask { AgentId = AgentId.Parse(name), Epoch = epoch };
        switch (Decisions.Next(6))
        {
            case 3:
                _beliefs.End(name, task.Value);
                await UntilAnsweredAsync(() => KeyedAsync($"release-{key}", () => Grain<ITaskBoardGrain>(Board).Release(task, work)));
                return true;
            case 4:
                return true;
            case 5:
                World.Trace.Note($"{name} dies");
                return false;
            default:
                _beliefs.End(name, task.Value);
                await UntilAnsweredAsync(() => KeyedAsync($"complete-{key}", () => Grain<ITaskBoardGrain>(Board).Complete(task, work)));
                World.Trace.Note($"{name} completed {task}");
                Must(_completed.Add(task.Value), $"{task} was completed twice");
                return true;
        }
    }
}
