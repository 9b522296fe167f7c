using System.Security.Cryptography;
using System.Text;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>Gives the commands of a plan to the board.</summary>
/// <param name="grains">Reaches it.</param>
/// <param name="board">Its name.</param>
internal sealed class EditExecutor(IGrainFactory grains, TaskBoardId board)
{
    private const int AtOnce = 64;

    /// <summary>Gives them.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="occasion">
    /// Tells this reading of the file from any other. The same commands of the same reading, given once more because nobody
    /// knows what came of them, are carried out once.
    /// </param>
    /// <param name="cancellationToken">Ends it between two commands.</param>
    /// <returns>Those that were refused, and why.</returns>
    /// <exception cref="UnavailableException">The board can't decide now; nothing more was given.</exception>
    public async Task<IReadOnlyList<EditProblem>> GiveAsync(EditPlan plan, string occasion, CancellationToken cancellationToken)
    {
        List<EditProblem> refused = [];
        IReadOnlyList<TaskEdit> edits = plan.Edits;
        while (true)
        {
            int before = refused.Count;
            List<(TaskEdit Edit, EditProblem? Why)> uncreated = await GiveOnceAsync(edits, refused, occasion, cancellationToken);

            // What stood in a new task's way may be gone by what was done behind it: a parent that is retried, say.
            if (uncreated.Count == 0 || uncreated.Count + refused.Count - before == edits.Count)
                return [.. refused, .. uncreated.Select(one => one.Why).OfType<EditProblem>()];
            edits = [.. uncreated.Select(one => one.Edit)];
        }
    }

    // The new tasks that were refused come back with all that is wanted of them.
    private async Task<List<(TaskEdit Edit, EditProblem? Why)>> GiveOnceAsync(
        IReadOnlyList<TaskEdit> edits, List<EditProblem> refused, string occasion, CancellationToken cancellationToken)
    {
        List<(TaskEdit Edit, EditProblem? Why)> uncreated = [];
        HashSet<TaskId> missing = [];
        for (int i = 0; i < edits.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<TaskEdit> together = Independent(edits, i);
            i += together.Count;
            if (together.Count > 1 && await AllGivenAsync(together, occasion, cancellationToken)) continue;
            foreach (TaskEdit edit in together)
            {
                if (missing.Contains(edit.TaskId))
                {
                    uncreated.Add((edit, null));
                }
                else if (await GiveAsync(edit, occasion, cancellationToken) is { } why)
                {
                    if (edit.Steps[0].Kind != EditStep.Create)
                    {
                        refused.Add(why);
                        continue;
                    }

                    missing.Add(edit.TaskId);
                    uncreated.Add((edit, why));
                }
            }
        }

        return uncreated;
    }

    // New tasks that do not follow another are created together: each by itself would wait for the disk alone.
    private static List<TaskEdit> Independent(IReadOnlyList<TaskEdit> edits, int from)
    {
        List<TaskEdit> together = [edits[from]];
        while (edits[from].IsFree && from + together.Count < edits.Count && together.Count < AtOnce && edits[from + together.Count].IsFree)
            together.Add(edits[from + together.Count]);
        return together;
    }

    // What fails together, because one of it can't be, is given one by one: what was carried out is not carried out again.
    private async Task<bool> AllGivenAsync(List<TaskEdit> together, string occasion, CancellationToken cancellationToken)
    {
        try
        {
            EditProblem?[] refusals = await Task.WhenAll(together.Select(edit => GiveAsync(edit, occasion, cancellationToken)));
            return refusals.All(why => why is null);
        }
        catch (UnavailableException)
        {
            return false;
        }
    }

    // An id that is used on another board is refused before the board is asked: there it would fail, in one commit, what
    // others are about to do.
    private async Task RefuseUsedAsync(TaskId id)
    {
        try
        {
            TaskBoardId other = await grains.GetGrain<ITaskGrain>(id.Value).GetBoard();
            if (other != board) throw new ConflictException($"task {id} is on board {other}; an id is used once on all boards together");
        }
        catch (NotFoundException)
        {
            // As it should be.
        }
    }

    private async Task<EditProblem?> GiveAsync(TaskEdit edit, string occasion, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<ITaskBoardGrain>(board.Value);
        for (int i = 0; i < edit.Steps.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EditStep step = edit.Steps[i];
            CallContext.Actor = BoardJournal.Actor;
            CallContext.IdempotencyKey = Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes($"{occasion}\n{edit.TaskId}\n{i}\n{step.Kind}")));
            try
            {
                if (step.Kind == EditStep.Create) await RefuseUsedAsync(edit.TaskId);
                await step.GiveAsync(grain, edit.TaskId);
            }
            catch (OrchestratorException error) when (error is not UnavailableException)
            {
                return error is ValidationException invalid
                    ? new(edit.TaskId, invalid.Rule, invalid.Field)
                    : new(edit.TaskId, error.Message);
            }
        }

        return null;
    }
}
