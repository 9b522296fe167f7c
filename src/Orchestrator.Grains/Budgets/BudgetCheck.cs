using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Grains.Budgets;

/// <summary>Refuses what used-up budgets do not allow.</summary>
internal static class BudgetCheck
{
    /// <summary>Asks a budget.</summary>
    /// <returns>Why it is stopped; null when it is not.</returns>
    public static Task<string?> AskAsync(this IGrainFactory grains, BudgetScope scope) =>
        grains.GetGrain<IBudgetGrain>(scope.Key).Check(scope);

    /// <summary>Asks budgets, all at once.</summary>
    /// <param name="grains">Reaches them.</param>
    /// <param name="scope">One of them.</param>
    /// <param name="others">The others; null ones are left out.</param>
    /// <exception cref="ConflictException">One is used up; the message says which limit.</exception>
    public static async Task RefuseExceededAsync(this IGrainFactory grains, BudgetScope scope, params BudgetScope?[] others)
    {
        Task<string?> first = grains.AskAsync(scope);
        Task<string?>[] rest = [.. others.OfType<BudgetScope>().Select(grains.AskAsync)];
        if (await first is { } reason) throw Refused(reason);
        for (int i = 0; i < rest.Length; i++)
        {
            if (await rest[i] is { } other) throw Refused(other);
        }
    }

    /// <summary>Asks the budgets that a message needs: its sender's, and that of the session it is for.</summary>
    /// <param name="grains">Reaches them.</param>
    /// <param name="message">The message.</param>
    /// <param name="answers">What they said before.</param>
    /// <exception cref="ConflictException">One is used up; the message says which limit.</exception>
    public static Task RefuseExceededAsync(this IGrainFactory grains, SendMessage message, BudgetAnswers answers)
    {
        BudgetScope sender = BudgetScope.Of(message.From);
        return message.SessionId is null && answers.HasLetGoOn(sender) ? Task.CompletedTask : grains.AskOfAsync(sender, message, answers);
    }

    private static async Task AskOfAsync(this IGrainFactory grains, BudgetScope sender, SendMessage message, BudgetAnswers answers)
    {
        long changes = BudgetAnswers.Changes;
        await grains.RefuseExceededAsync(sender, message.SessionId is { } session ? BudgetScope.Of(session) : null);
        answers.LetsGoOn(sender, changes);
    }

    /// <summary>The refusal.</summary>
    public static ConflictException Refused(string reason) => new(reason, BudgetRule.Exceeded);
}
