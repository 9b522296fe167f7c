using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Grains.Agents;

/// <summary>The agent's tasks: heartbeats renew its leases on them.</summary>
public sealed partial class AgentGrain
{
    /// <inheritdoc/>
    public async Task<bool> UseBoard(TaskBoardId board, long? epoch)
    {
        if (State is not { Id: not null, Deleted: false }) return false;
        CheckEpoch(epoch);
        int first = OpenEvents;
        if (!State.Boards.Contains(board)) Raise(new Contracts.Agents.AgentUsedBoard { At = Now(), Board = board });
        await CommitAsync(first);
        return true;
    }

    // A lease that could not be renewed now is renewed with the next heartbeat; a heartbeat is not refused for it.
    private async Task RenewTasksAsync()
    {
        if (State.Boards.IsEmpty) return;
        try
        {
            await Task.WhenAll(State.Boards.Select(board => Board(board).RenewAgent(State.Id!.Value, State.Epoch)));
        }
        catch (Exception error) when (error is OrchestratorException or OrleansException or TimeoutException)
        {
            LogNotRenewed(Logger, error, this.GetPrimaryKeyString());
        }
    }

    private ITaskBoardGrain Board(TaskBoardId board) => GrainFactory.GetGrain<ITaskBoardGrain>(board.Value);

    [LoggerMessage(LogLevel.Warning, "Agent {Agent}: its leases on tasks could not be renewed with its heartbeat")]
    private static partial void LogNotRenewed(ILogger logger, Exception error, string agent);
}
