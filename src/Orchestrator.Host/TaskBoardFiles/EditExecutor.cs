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
        HashSet<TaskId> missing = [];
        for (int i = 0; i < plan.Edits.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<TaskEdit> together = Independent(plan.Edits, i);
            i += together.Count;
            IEnumerable<TaskEdit> possible = together.Where(edit => !missing.Contains(edit.TaskId));
            foreach ((TaskEdit edit, string? why) in await Task.WhenAll(possible.Select(edit => GiveAsync(edit, occasion, cancellationToken))))
            {
                if (why is null) continue;
                refused.Add(new(edit.TaskId, why));
                if (edit.Steps[0].Kind == EditStep.Create) missing.Add(edit.TaskId);
            }
        }

        return refused;
    }

    // New tasks that do not follow another are created together: each by itself would wait for the disk alone.
    private static List<TaskEdit> Independent(IReadOnlyList<TaskEdit> edits, int from)
    {
        List<TaskEdit> together = [edits[from]];
        while (edits[from].IsFree && from + together.Count < edits.Count && together.Count < AtOnce && edits[from + together.Count].IsFree)
            together.Add(edits[from + together.Count]);
        return together;
    }

    private async Task<(TaskEdit Edit, string? Refused)> GiveAsync(TaskEdit edit, string occasion, CancellationToken cancellationToken)
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
                await step.GiveAsync(grain, edit.TaskId);
            }
            catch (OrchestratorException error) when (error is not UnavailableException)
            {
                return (edit, error.Message);
            }
        }

        return (edit, null);
    }
}
