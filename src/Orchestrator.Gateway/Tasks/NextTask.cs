using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Freshness;
using Orchestrator.Gateway.Requests;
using Orchestrator.Journal;
using Orchestrator.Reporting.Tasks;

namespace Orchestrator.Gateway.Tasks;

/// <summary>
/// Finds an agent its next task. Where the caller names no board, the tables say which have ready tasks; each board decides
/// for itself.
/// </summary>
internal static class NextTask
{
    private const int MaxBoards = 1_000;

    /// <summary>Claims it.</summary>
    public static async Task<ChangedOrNothing<TaskView>> ClaimAsync(
        Body<ClaimNextTask> body, TaskQueries tasks, IGrainFactory grains, IJournal journal, MinPosition freshness,
        CancellationToken cancellationToken)
    {
        ClaimNextTask command = body.Value;
        command.Validate();
        TaskBoardId? named = command.Board ?? (command.SessionId is { } session ? TaskBoardId.Of(session) : null);
        if (named is { } board) return await ClaimAsync([board], command, grains);

        // What was acknowledged before must be found.
        await freshness.WaitAsync(journal.LastPosition, cancellationToken);
        return await ClaimAsync(await tasks.ListReadyBoardsAsync(MaxBoards, cancellationToken), command, grains);
    }

    private static async Task<ChangedOrNothing<TaskView>> ClaimAsync(
        IReadOnlyList<TaskBoardId> boards, ClaimNextTask command, IGrainFactory grains)
    {
        foreach (TaskBoardId board in boards)
        {
            Committed<TaskView?> claimed = await grains.GetGrain<ITaskBoardGrain>(board.Value).ClaimNext(command);
            if (claimed.Value is { } task) return new(new Committed<TaskView>(task, claimed.Position));
        }

        return new(null);
    }
}
