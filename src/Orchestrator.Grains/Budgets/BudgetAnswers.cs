using Orchestrator.Contracts.Budgets;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Budgets;

/// <summary>
/// Which budgets let work go on, as they said within the last second, so that not every send calls the grain of its sender's
/// budget. A budget of this process that stops, or goes on, makes all of it void at once; where other processes have grains too, which
/// don't tell, every send asks.
/// </summary>
/// <param name="journal">Tells whether there are other processes.</param>
/// <param name="time">The clock.</param>
public sealed class BudgetAnswers(IJournal journal, TimeProvider time)
{
    // As long as an agent's budget relies on what those of its session and department said.
    private static readonly TimeSpan Good = TimeSpan.FromSeconds(1);

    // Of this process, which in tests has several silos.
    private static long s_changes;

    // Two budgets at one place take turns: the place is a cache's, which needs no care.
    private readonly Answer?[] _answers = new Answer?[4_096];

    /// <summary>How often a budget of this process has stopped or gone on.</summary>
    public static long Changes => Volatile.Read(ref s_changes);

    /// <summary>Says that a budget has stopped or goes on.</summary>
    public static void Change() => Interlocked.Increment(ref s_changes);

    /// <summary>Whether a budget has lately said that it lets work go on, and still does.</summary>
    public bool HasLetGoOn(BudgetScope scope) =>
        Volatile.Read(ref Place(scope)) is { } answer && answer.Scope == scope && answer.Changes == Changes && time.GetElapsedTime(answer.At) < Good;

    /// <summary>Notes that a budget lets work go on.</summary>
    /// <param name="scope">The budget.</param>
    /// <param name="changes">What <see cref="Changes"/> was before it was asked.</param>
    public void LetsGoOn(BudgetScope scope, long changes)
    {
        if (!journal.IsShared) Volatile.Write(ref Place(scope), new(scope, changes, time.GetTimestamp()));
    }

    private ref Answer? Place(BudgetScope scope) => ref _answers[(uint)scope.GetHashCode() % (uint)_answers.Length];

    private sealed record Answer(BudgetScope Scope, long Changes, long At);
}
