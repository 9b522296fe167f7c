using Orchestrator.Contracts.Errors;

namespace Orchestrator.Client;

/// <summary>How an agent's messages are handled.</summary>
public sealed record MessageWorkOptions
{
    /// <summary>
    /// How the inbox is read; it is never stopped when empty. Its lease must be enough for a handler to end: a message whose lease
    /// ran out is handed out again.
    /// </summary>
    public InboxOptions Inbox { get; init; } = new();

    /// <summary>How many messages are handled at once, 1 to 100. With more than 1, those of a conversation may overtake each other.</summary>
    public int Concurrency { get; init; } = 1;

    /// <inheritdoc cref="TaskWorkOptions.FinishWithin"/>
    public TimeSpan FinishWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <exception cref="ValidationException">An option is out of its range.</exception>
    internal void Validate()
    {
        if (Inbox.StopWhenEmpty) throw new ValidationException("inbox.stopWhenEmpty", "does not go with handling messages as they come");
        TaskWorkOptions.Within(Concurrency, 1, 100, "concurrency");
        TaskWorkOptions.Within(FinishWithin, TimeSpan.Zero, TimeSpan.FromDays(1), "finishWithin");
    }
}
