using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Gateway.Batches;

/// <summary>Creates many sessions (S3 <c>bulkInsertSessions</c>), each for itself: some may fail.</summary>
public sealed record CreateSessions
{
    /// <summary>1 to 10,000 sessions.</summary>
    public required IReadOnlyList<CreateSession> Sessions { get; init; }
}

/// <summary>Sends many messages (S3 <c>bulkInsertMessages</c>), each for itself: some may fail. In each conversation they keep their order.</summary>
public sealed record SendMessages
{
    /// <summary>1 to 10,000 messages.</summary>
    public required IReadOnlyList<SendMessage> Messages { get; init; }
}

/// <summary>What bounds a batch.</summary>
internal static class BatchLimits
{
    /// <summary>The most things of a batch.</summary>
    public const int MaxCount = 10_000;

    /// <summary>The most bytes of its body.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Refuses an empty batch and one that is too large.</summary>
    public static IReadOnlyList<T> Check<T>(IReadOnlyList<T> items, string field)
        where T : class
    {
        if (items.Count is 0 or > MaxCount) throw new ValidationException(field, $"must have 1 to {MaxCount} of them");
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i] is null) throw new ValidationException($"{field}[{i}]", "must not be null");
        }

        return items;
    }
}
