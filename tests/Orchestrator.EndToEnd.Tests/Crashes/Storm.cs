using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>Senders and receivers that go on until the host is gone; what they were told goes to the ledger.</summary>
internal sealed class Storm
{
    private readonly Ledger _ledger;
    private readonly ILoad _load;
    private readonly bool _mayBeUnavailable;
    private readonly int[] _next;
    private readonly int[] _acknowledged;
    private readonly Letter?[] _again;
    private readonly Random[] _senders;
    private readonly Random[] _receivers;

    /// <summary>Sets it up.</summary>
    /// <param name="ledger">Takes what they were told.</param>
    /// <param name="load">Who they are.</param>
    /// <param name="seed">Of what is random.</param>
    /// <param name="mayBeUnavailable">Whether they take 503 as no answer and go on, where the host outlives its store.</param>
    public Storm(Ledger ledger, ILoad load, int seed, bool mayBeUnavailable = false)
    {
        _ledger = ledger;
        _load = load;
        _mayBeUnavailable = mayBeUnavailable;
        _next = new int[load.Senders];
        _acknowledged = new int[load.Senders];
        _again = new Letter?[load.Senders];
        _senders = [.. Enumerable.Range(0, load.Senders).Select(i => new Random(seed + i))];
        _receivers = [.. load.Agents.Select((_, i) => new Random(seed - 1 - i))];
    }

    /// <summary>Runs until the host is gone, or until stopped.</summary>
    public Task RunAsync(HttpClient http, CancellationToken stop)
    {
        var api = new Api(http);
        return Task.WhenAll([.. Enumerable.Range(0, _load.Senders).Select(sender => SendAsync(sender, api, stop)), ReceiveAsync(api, stop)]);
    }

    /// <summary>Sends nothing, and goes on to receive what is left.</summary>
    public Task DrainAsync(HttpClient http, CancellationToken stop) => ReceiveAsync(new Api(http), stop);

    // What had no answer is sent again where the message has an id of its own, and may or may not be there otherwise.
    private async Task SendAsync(int sender, Api api, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested && _acknowledged[sender] < _load.MessagesEach)
        {
            Letter letter = _again[sender] ?? _load.Write(sender, ++_next[sender], _senders[sender]);
            _again[sender] = letter.Id is null ? null : letter;
            _ledger.Doubtful[letter.Body] = letter;
            string path = letter.Conversation is { } conversation ? $"/conversations/{conversation}/messages" : "/messages";
            if (await TryAsync(() => api.SendAsync(HttpMethod.Post, path, Message(letter, sender))) is not { } answer) return;
            if (IsUnavailable(answer)) continue;
            if (!Expect(answer, $"{letter.From} sends {letter.Body}", HttpStatusCode.Created)) return;
            _again[sender] = null;
            _acknowledged[sender]++;
            _ledger.Acknowledge(sender, new Sent(
                letter, answer.Text("id"), answer.Text("conversationId"), answer.Body.GetProperty("sequence").GetInt64()));
        }
    }

    private Task ReceiveAsync(Api api, CancellationToken stop) =>
        Task.WhenAll(_load.Agents.Select((agent, i) => ReceiveAsync(agent, _receivers[i], api, stop)));

    private async Task ReceiveAsync(string agent, Random random, Api api, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            if (await TryAsync(() => api.SendAsync(HttpMethod.Get, $"/agents/{agent}/inbox?max=50&wait=1&lease=2")) is not { } answer) return;
            if (IsUnavailable(answer)) continue;
            if (!Expect(answer, $"{agent} receives", HttpStatusCode.OK)) return;
            List<Task<bool>> ends = [];
            foreach (JsonElement item in answer.Items)
            {
                Received received = Read(item);
                _ledger.Receive(agent, received);
                if (_load.Judge(received, random) is var verdict and not Verdict.Forget) ends.Add(EndAsync(agent, received, verdict, api));
            }

            if ((await Task.WhenAll(ends)).Contains(false)) return;
        }
    }

    // Who is so slow that the lease runs out meanwhile finds nothing to give back, and perhaps an expired message.
    private async Task<bool> EndAsync(string agent, Received received, Verdict verdict, Api api)
    {
        (string verb, object? body) = verdict switch
        {
            Verdict.Acknowledge => ("ack", null),
            Verdict.Return => ("nack", new { delaySeconds = 0.2, reason = "not now" }),
            Verdict.Fail => ("fail", (object?)new { reason = "not at all" }),
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
        };
        List<HttpStatusCode> expected = [HttpStatusCode.OK];
        if (verdict == Verdict.Return) expected.Add(HttpStatusCode.Conflict);
        if (received.Expires) expected.Add(HttpStatusCode.NotFound);
        if (await TryAsync(() => api.SendAsync(HttpMethod.Post, $"/agents/{agent}/inbox/{received.Id}/{verb}", body)) is not { } answer) return false;
        if (IsUnavailable(answer)) return true; // its lease runs out
        if (!Expect(answer, $"{agent} does {verb} with {received.Id}", [.. expected])) return false;
        if (answer.Succeeded && verdict != Verdict.Return) _ledger.Settle(agent, received.Id, verdict);
        return true;
    }

    private bool IsUnavailable(Answer answer) => _mayBeUnavailable && answer.Status == HttpStatusCode.ServiceUnavailable;

    private bool Expect(Answer answer, string what, params HttpStatusCode[] statuses)
    {
        if (statuses.Contains(answer.Status)) return true;
        _ledger.Violations.Enqueue($"{what}: {answer}");
        return false;
    }

    // Null when the host is gone, with whatever it was about to answer.
    private static async Task<Answer?> TryAsync(Func<Task<Answer>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    private static Received Read(JsonElement item)
    {
        JsonElement message = item.GetProperty("message");
        return new Received(
            item.GetProperty("messageId").GetString()!,
            message.GetProperty("conversationId").GetString()!,
            message.GetProperty("sequence").GetInt64(),
            message.GetProperty("priority").GetInt32(),
            message.GetProperty("content").GetString()!,
            item.GetProperty("attempt").GetInt32(),
            message.GetProperty("expiresAt").ValueKind != JsonValueKind.Null);
    }

    private static object Message(Letter letter, int sender) => new
    {
        id = letter.Id,
        from = letter.From,
        to = letter.To,
        sessionId = sender % 3 == 0 ? "session-kept" : null,
        type = "notification",
        priority = (sender % 4) + 1,
        tags = sender % 2 == 0 ? new[] { "storm", $"sender-{sender}" } : null,
        content = letter.Body,
        maxRetries = letter.MaxRetries,
        expiresAt = letter.ExpiresAt,
    };
}
