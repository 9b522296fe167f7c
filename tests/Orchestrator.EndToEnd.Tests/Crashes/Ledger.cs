using System.Collections.Concurrent;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>A message as its sender meant it.</summary>
internal sealed record Letter(string? Id, string From, string? To, string? Conversation, string Body, IReadOnlyList<string> Recipients);

/// <summary>What a sender was told of a message.</summary>
internal sealed record Sent(Letter Letter, string Id, string ConversationId, long Sequence);

/// <summary>What a receiver was handed.</summary>
internal sealed record Received(string Id, string ConversationId, long Sequence, int Priority, string Body, int Attempt);

/// <summary>What the clients of a host that is killed again and again were told, and what must not have happened.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<(string Agent, string Message), string> _received = [];
    private readonly ConcurrentDictionary<(string Agent, string Message), bool> _settled = [];
    private readonly ConcurrentDictionary<(string Agent, string Conversation, int Priority), long> _newest = [];
    private int _receivedAgain;

    /// <summary>What the senders were told is on disk, each sender's in its order.</summary>
    public ConcurrentDictionary<int, ConcurrentQueue<Sent>> Acknowledged { get; } = [];

    /// <summary>The bodies of sends that no answer came to.</summary>
    public ConcurrentDictionary<string, Letter> Doubtful { get; } = [];

    /// <summary>What must not have happened.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    public int AcknowledgedCount => Acknowledged.Values.Sum(sent => sent.Count);

    public int SettledCount => _settled.Count;

    public int ReceivedAgainCount => _receivedAgain;

    public void Acknowledge(int sender, Sent sent)
    {
        Doubtful.TryRemove(sent.Letter.Body, out _);
        Acknowledged.GetOrAdd(sender, _ => []).Enqueue(sent);
    }

    public void Receive(string agent, Received received)
    {
        (string message, int attempt) = (received.Id, received.Attempt);
        if (_settled.ContainsKey((agent, message)))
            Violations.Enqueue($"{agent} got {message} again (attempt {attempt}) after its acknowledgement was answered");
        if (attempt == 1) ReceiveFirst(agent, received);
        if (_received.TryAdd((agent, message), received.Body)) return;
        Interlocked.Increment(ref _receivedAgain);
        if (_received[(agent, message)] != received.Body) Violations.Enqueue($"{agent} got {message} with another body");
        if (attempt < 2) Violations.Enqueue($"{agent} got {message} again as attempt {attempt}");
    }

    public void Settle(string agent, string message) => _settled[(agent, message)] = true;

    public bool HasReceived(string agent, string message, string body) =>
        _received.TryGetValue((agent, message), out string? received) && received == body;

    // One receiver an agent, so what it is handed for the first time has the order of the inbox.
    private void ReceiveFirst(string agent, Received received)
    {
        (string, string, int) line = (agent, received.ConversationId, received.Priority);
        long newest = _newest.GetValueOrDefault(line);
        if (received.Sequence < newest)
            Violations.Enqueue($"{agent} got {received.Id}, number {received.Sequence} of {received.ConversationId}, after number {newest}");
        _newest[line] = Math.Max(newest, received.Sequence);
    }
}
