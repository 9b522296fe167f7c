using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Errors;
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
    public static async Task<ChangedOrNothing<TaskView>> RunAsync(
        Body<ClaimNextTask> body, TaskQueries tasks, IGrainFactory grains, IJournal journal, MinPosition freshness,
        CancellationToken cancellationToken) =>
        new(await ClaimAsync(body.Value, tasks, grains, journal, freshness, cancellationToken));

    /// <summary>Claims it, from any face; null when there is none.</summary>
    public static async Task<Committed<TaskView>?> ClaimAsync(
        ClaimNextTask command, TaskQueries tasks, IGrainFactory grains, IJournal journal, MinPosition freshness,
        CancellationToken cancellationToken)
    {
        command.Validate();
        TaskBoardId? named = command.Board ?? (command.SessionId is { } session ? TaskBoardId.Of(session) : null);
        if (named is { } board) return Answer(await grains.GetGrain<ITaskBoardGrain>(board.Value).ClaimNext(command));

        // What was acknowledged before, by whichever process, must be found.
        await freshness.WaitAsync(await journal.GetCurrentPositionAsync(cancellationToken), cancellationToken);
        return await FindClaimedAsync(command, tasks, grains, cancellationToken)
            ?? await ClaimAnyAsync(await tasks.ListReadyBoardsAsync(MaxBoards, cancellationToken), command, grains);
    }

    // A key belongs to the board that claimed for it. That has nothing ready any more, or less urgent tasks than others: who goes
    // by what is ready would claim a second task, and nobody would know of the first.
    private static async Task<Committed<TaskView>?> FindClaimedAsync(
        ClaimNextTask command, TaskQueries tasks, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (CallContext.IdempotencyKey is not { } key) return null;
        foreach (TaskBoardId board in await tasks.ListHeldBoardsAsync(command.AgentId, MaxBoards, cancellationToken))
        {
            ITaskBoardGrain grain = grains.GetGrain<ITaskBoardGrain>(board.Value);
            if (await grain.KnowsKey(key)) return Answer(await grain.ClaimNext(command));
        }

        return null;
    }

    // A session whose budget is used up keeps nobody from the work of others; an agent's own keeps it from all.
    private static async Task<Committed<TaskView>?> ClaimAnyAsync(
        IReadOnlyList<TaskBoardId> boards, ClaimNextTask command, IGrainFactory grains)
    {
        BudgetScope agent = BudgetScope.Of(command.AgentId);
        foreach (TaskBoardId board in boards)
        {
            try
            {
                Committed<TaskView?> claimed = await grains.GetGrain<ITaskBoardGrain>(board.Value).ClaimNext(command);
                if (claimed.Value is not null) return Answer(claimed);
            }
            catch (ConflictException error) when (error.Code == BudgetRule.Exceeded)
            {
                if (await grains.GetGrain<IBudgetGrain>(agent.Key).Check(agent) is not null) throw;
            }
        }

        return null;
    }

    private static Committed<TaskView>? Answer(Committed<TaskView?> claimed) =>
        claimed.Value is { } task ? new Committed<TaskView>(task, claimed.Position) : null;
}
