using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Simulation.Cluster;

namespace Orchestrator.Simulation.Workloads;

/// <summary>
/// Transactions that write to two grains each, while coordinators and grains lose their silos. Each is there as a whole or not at
/// all, also in its rows; one that was answered is there, and one that was given up is not.
/// </summary>
internal sealed class TransactionsWorkload(World world) : Workload(world)
{
    private readonly Dictionary<string, bool?> _ended = [];
    private int _running;

    protected override async Task ActAsync()
    {
        Task[] clients = [.. Enumerable.Range(0, 1 + Decisions.Next(3)).Select(n => World.Start(() => RunAsync($"c{n}")))];
        _running = clients.Length;
        Task reader = World.Start(ReadAsync);
        await Task.WhenAll(clients);
        await reader;
    }

    protected override async Task CheckAsync()
    {
        foreach ((string name, bool? isWritten) in _ended)
        {
            bool one = await HasAsync("one", name);
            bool other = await HasAsync("two", name);
            Must(one == other, $"transaction {name} is there by half: one {one}, two {other}");
            Must(isWritten is null || one == isWritten, $"transaction {name} was answered as {(isWritten == true ? "written" : "given up")}; it is {(one ? string.Empty : "not ")}there");
        }
    }

    private async Task RunAsync(string client)
    {
        for (int left = 1 + Decisions.Next(2); left > 0; left--)
        {
            string name = $"{client}-{left}";
            _ended[name] = null;
            bool isTurned = Decisions.Next(2) == 1;
            string[] boards = isTurned ? ["two", "one"] : ["one", "two"];
            var command = new RunTransaction
            {
                Commands = [.. boards.Select(board => new CreateTaskCommand
                {
                    Body = new() { Id = TaskId.Parse($"{board}-{name}"), Title = name, Board = TaskBoardId.Parse(board) },
                })],
            };
            try
            {
                await UntilAnsweredAsync(() => Grain<ITransactionGrain>($"transaction_{name}").Run(command));
                _ended[name] = true;
            }
            catch (ConflictException error)
            {
                World.Trace.Note($"{name}: {error.Code}: {error.Message}");
                _ended[name] = false;
            }

            World.Trace.Note($"transaction {name} was answered: {_ended[name]}");
        }

        _running--;
    }

    // Within one process nobody sees half. Where a silo was taken for dead, a grain may answer from before for as long as the
    // architecture says.
    private async Task ReadAsync()
    {
        while (_running > 0)
        {
            foreach (string name in _ended.Keys.ToArray())
            {
                if (await HasAsync("two", name)) Must(World.IsShared || await HasAsync("one", name), $"transaction {name} is seen by half");
            }

            await PauseAsync();
        }
    }

    private Task<bool> HasAsync(string board, string name) => UntilAnsweredAsync(async () =>
    {
        try
        {
            await Grain<ITaskBoardGrain>(board).Get(TaskId.Parse($"{board}-{name}"));
            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    });
}
