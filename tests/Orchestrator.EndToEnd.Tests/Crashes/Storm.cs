using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>Senders and receivers that go on until the host is gone; what they were told goes to the ledger.</summary>
internal sealed class Storm
{
    private const int Senders = 32;

    private readonly Ledger _ledger;
    private readonly int[] _next = new int[Senders];
    private readonly Letter?[] _again = new Letter?[Senders];
    private readonly Random[] _random;

    public Storm(Ledger ledger, int seed)
    {
        _ledger = ledger;
        _random = [.. Enumerable.Range(0, Senders).Select(i => new Random(seed + i))];
    }

    /// <summary>Runs until the host is gone, or until stopped.</summary>
    public Task RunAsync(HttpClient http, CancellationToken stop)
    {
        var api = new Api(http);
        return Task.WhenAll(
            [.. Enumerable.Range(0, Senders).Select(sender => SendAsync(sender, api, stop)),
             .. Population.Agents.Select(agent => ReceiveAsync(agent, api, leaveSome: true, stop))]);
    }

    /// <summary>Receives and acknowledges all that is left.</summary>
    public Task DrainAsync(HttpClient http, CancellationToken stop)
    {
        var api = new Api(http);
        return Task.WhenAll(Population.Agents.Select(agent => ReceiveAsync(agent, api, leaveSome: false, stop)));
    }

    // What had no answer is sent again where the message has an id of its own, and may or may not be there otherwise.
    private async Task SendAsync(int sender, Api api, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            Letter letter = _again[sender] ?? Population.Write(sender, ++_next[sender], _random[sender]);
            _again[sender] = letter.Id is null ? null : letter;
            _ledger.Doubtful[letter.Body] = letter;
            string path = letter.Conversation is { } conversation ? $"/conversations/{conversation}/messages" : "/messages";
            if (await TryAsync(() => api.SendAsync(HttpMethod.Post, path, Message(letter, sender))) is not { } answer) return;
            if (!Expect(answer, HttpStatusCode.Created, $"{letter.From} sends {letter.Body}")) return;
            _again[sender] = null;
            _ledger.Acknowledge(sender, new Sent(
                letter, answer.Text("id"), answer.Text("conversationId"), answer.Body.GetProperty("sequence").GetInt64()));
        }
    }

    private async Task ReceiveAsync(string agent, Api api, bool leaveSome, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            if (await TryAsync(() => api.SendAsync(HttpMethod.Get, $"/agents/{agent}/inbox?max=50&wait=1&lease=2")) is not { } answer) return;
            if (!Expect(answer, HttpStatusCode.OK, $"{agent} receives")) return;
            List<string> messages = [];
            foreach (JsonElement item in answer.Items)
            {
                Received received = Read(item);
                _ledger.Receive(agent, received);
                if (!leaveSome || received.Attempt > 1 || messages.Count % 10 != 9) messages.Add(received.Id);
            }

            bool[] goesOn = await Task.WhenAll(messages.Select(message => AcknowledgeAsync(agent, message, api)));
            if (goesOn.Contains(false)) return;
        }
    }

    private async Task<bool> AcknowledgeAsync(string agent, string message, Api api)
    {
        if (await TryAsync(() => api.SendAsync(HttpMethod.Post, $"/agents/{agent}/inbox/{message}/ack")) is not { } answer) return false;
        if (!Expect(answer, HttpStatusCode.OK, $"{agent} acknowledges {message}")) return false;
        _ledger.Settle(agent, message);
        return true;
    }

    private bool Expect(Answer answer, HttpStatusCode status, string what)
    {
        if (answer.Status == status) return true;
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
            item.GetProperty("attempt").GetInt32());
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
        maxRetries = 100, // each kill takes an attempt from the messages in its receivers' hands
    };
}
