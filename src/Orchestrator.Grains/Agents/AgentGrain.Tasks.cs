using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Grains.Agents;

/// <summary>The agent's tasks: heartbeats renew its leases on them.</summary>
public sealed partial class AgentGrain
{
    // A board asks before it claims, and has claimed or given up long before this.
    private static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(2);

    // When boards asked; null for those that said since to hold nothing for the agent: else each heartbeat would call every board
    // that the agent ever worked on, and keep all of them in memory.
    private readonly Dictionary<TaskBoardId, long?> _boardsAsked = [];

    /// <inheritdoc/>
    public async Task<bool> UseBoard(TaskBoardId board, long? epoch)
    {
        if (State is not { Id: not null, Deleted: false }) return false;
        CheckEpoch(epoch);
        _boardsAsked[board] = Time.GetTimestamp();
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
            await Task.WhenAll(State.Boards.Where(board => _boardsAsked.GetValueOrDefault(board, 0) is not null).Select(RenewTasksAsync));
        }
        catch (Exception error) when (error is OrchestratorException or OrleansException or TimeoutException)
        {
            LogNotRenewed(Logger, error, this.GetPrimaryKeyString());
        }
    }

    private async Task RenewTasksAsync(TaskBoardId board)
    {
        // What a former activation was asked is not known: as if it had been now.
        _boardsAsked.TryAdd(board, Time.GetTimestamp());
        if (await Board(board).RenewAgent(State.Id!.Value, State.Epoch)) return;

        // What it has claimed since it was asked, the answer may not know of.
        if (_boardsAsked[board] is { } asked && Time.GetElapsedTime(asked) >= ClaimTime) _boardsAsked[board] = null;
    }

    private ITaskBoardGrain Board(TaskBoardId board) => GrainFactory.GetGrain<ITaskBoardGrain>(board.Value);

    [LoggerMessage(LogLevel.Warning, "Agent {Agent}: its leases on tasks could not be renewed with its heartbeat")]
    private static partial void LogNotRenewed(ILogger logger, Exception error, string agent);
}
