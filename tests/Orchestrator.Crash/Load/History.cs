using System.Collections.Concurrent;

namespace Orchestrator.Crash.Load;

/// <summary>A send that was acknowledged.</summary>
/// <param name="From">Who sent.</param>
/// <param name="Number">The sender's own number, from 1; the content says it too.</param>
/// <param name="Id">The message.</param>
/// <param name="Conversation">Where it stands.</param>
/// <param name="Sequence">Its place there.</param>
/// <param name="Begun">When its first attempt began.</param>
/// <param name="Answered">When the answer came.</param>
/// <param name="Attempts">How many attempts it took.</param>
internal sealed record Sent(
    int From, int Number, string Id, string Conversation, long Sequence, TimeSpan Begun, TimeSpan Answered, int Attempts);

/// <summary>A message in an agent's hands.</summary>
internal sealed record Receipt(int Agent, string Id, string Conversation, long Sequence, int Attempt, string Content, TimeSpan At);

/// <summary>What the agents did and were told, as it happened. Times count from the beginning.</summary>
internal sealed class History
{
    private readonly long _began = TimeProvider.System.GetTimestamp();

    public ConcurrentQueue<Sent> Sends { get; } = [];

    public ConcurrentQueue<Receipt> Receipts { get; } = [];

    /// <summary>Messages whose acknowledgement was answered, with the time of the answer.</summary>
    public ConcurrentDictionary<(int Agent, string Message), TimeSpan> Acknowledged { get; } = [];

    /// <summary>Contents of sends that were given up without an answer.</summary>
    public ConcurrentQueue<string> Doubtful { get; } = [];

    /// <summary>What must not have happened.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>The time now.</summary>
    public TimeSpan Now => TimeProvider.System.GetElapsedTime(_began);
}
