using System.Collections.Concurrent;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>A message as its sender meant it.</summary>
internal sealed record Letter(string? Id, string From, string? To, string? Conversation, string Body, IReadOnlyList<string> Recipients)
{
    /// <summary>Enough for messages that are to be done: each kill takes an attempt from those in receivers' hands.</summary>
    public const int ManyRetries = 100;

    public int MaxRetries { get; init; } = ManyRetries;

    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>What a sender was told of a message.</summary>
internal sealed record Sent(Letter Letter, string Id, string ConversationId, long Sequence);

/// <summary>What a receiver was handed.</summary>
internal sealed record Received(string Id, string ConversationId, long Sequence, int Priority, string Body, int Attempt, bool Expires);

/// <summary>What the clients of a host that is killed again and again were told, and what must not have happened.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<(string Agent, string Message), string> _received = [];
    private readonly ConcurrentDictionary<(string Agent, string Message), Verdict> _settled = [];
    private readonly ConcurrentDictionary<(string Agent, string Conversation, int Priority), long> _newest = [];
    private int _receivedAgain;

    /// <summary>What the senders were told is on disk, each sender's in its order.</summary>
    public ConcurrentDictionary<int, ConcurrentQueue<Sent>> Acknowledged { get; } = [];

    /// <summary>The bodies of sends that no answer came to.</summary>
    public ConcurrentDictionary<string, Letter> Doubtful { get; } = [];

    /// <summary>What must not have happened.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    public int AcknowledgedCount => Acknowledged.Values.Sum(sent => sent.Count);

    /// <summary>The deliveries whose end was answered, and how they ended.</summary>
    public IReadOnlyDictionary<(string Agent, string Message), Verdict> Settled => _settled;

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
            Violations.Enqueue($"{agent} got {message} again (attempt {attempt}) after its end was answered");
        if (attempt == 1) ReceiveFirst(agent, received);
        if (_received.TryAdd((agent, message), received.Body)) return;
        Interlocked.Increment(ref _receivedAgain);
        if (_received[(agent, message)] != received.Body) Violations.Enqueue($"{agent} got {message} with another body");
        if (attempt < 2) Violations.Enqueue($"{agent} got {message} again as attempt {attempt}");
    }

    public void Settle(string agent, string message, Verdict verdict) => _settled[(agent, message)] = verdict;

    public bool HasReceived(string agent, string message, string body) =>
        _received.TryGetValue((agent, message), out string? received) && received == body;

    /// <summary>Each acknowledged message is there once, in order; what is there without an acknowledgement was at least sent.</summary>
    public void AssertStandsIn(IReadOnlyDictionary<string, IReadOnlyList<Line>> transcripts)
    {
        Assert.All(transcripts.Values, lines => Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => (long)n), lines.Select(line => line.Sequence)));
        List<string> bodies = [.. transcripts.Values.SelectMany(lines => lines).Select(line => line.Body)];
        Assert.Equal(bodies.Count, bodies.Distinct(StringComparer.Ordinal).Count());
        Assert.All(Acknowledged.Values.SelectMany(sent => sent), sent =>
        {
            Line line = transcripts[sent.ConversationId][(int)sent.Sequence - 1];
            Assert.Equal(new Line(sent.Id, sent.Sequence, sent.Letter.From, sent.Letter.To, sent.Letter.Body), line);
        });
        Assert.All(
            Acknowledged.Values.SelectMany(sent => sent.GroupBy(one => one.ConversationId)),
            sent => Assert.Equal(sent.Select(one => one.Sequence).Order(), sent.Select(one => one.Sequence)));

        HashSet<string> known = [.. Acknowledged.Values.SelectMany(sent => sent).Select(sent => sent.Letter.Body), .. Doubtful.Keys];
        Assert.All(bodies, body => Assert.Contains(body, known));
    }

    /// <summary>Each message was received by everyone it was for.</summary>
    public void AssertEachWasReceived(IReadOnlyDictionary<string, IReadOnlyList<Line>> transcripts)
    {
        Dictionary<string, Letter> letters = Acknowledged.Values.SelectMany(sent => sent).Select(sent => sent.Letter)
            .Concat(Doubtful.Values).ToDictionary(letter => letter.Body, StringComparer.Ordinal);
        Assert.All(
            transcripts.Values.SelectMany(lines => lines),
            line => Assert.All(
                letters[line.Body].Recipients,
                recipient => Assert.True(HasReceived(recipient, line.Id, line.Body), $"{recipient} never got {line.Id}")));
    }

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
