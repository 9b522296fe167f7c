using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Client;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Streams;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;
using Xunit.Abstractions;

namespace Orchestrator.EndToEnd.Tests.Streams;

/// <summary>
/// A real browser's <c>EventSource</c>, <c>curl -N</c>, <c>orchestrator tail -f</c> and a .NET client follow a host that is killed
/// and stopped while ten thousand events are written.
/// </summary>
[Collection(HeavyTests.Name)]
[SuppressMessage("Reliability", "CA2025", Justification = "The tasks are awaited before what they use is let go.")]
public sealed class RestartTests(ITestOutputHelper output) : IDisposable
{
    private const int Events = 10_000;
    private const int Writers = 24;

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free();
    private int _written;

    private Uri Url => new($"http://127.0.0.1:{_port}");

    public void Dispose() => _folder.Dispose();

    [ChromiumFact]
    public async Task Followers_miss_nothing_and_see_nothing_twice_while_the_host_is_killed_and_restarted()
    {
        HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        using var http = new HttpClient { BaseAddress = Url };
        foreach (int session in Enumerable.Range(0, Writers / 2))
            (await http.PostAsJsonAsync("/api/v1/sessions", new { id = $"s{session}" })).EnsureSuccessStatusCode();
        long begin = (await http.GetFromJsonAsync<JsonElement>("/api/v1/status")).GetProperty("journal").GetProperty("lastPosition").GetInt64();
        await using Browser browser = await Browser.StartAsync();
        await browser.OpenAsync(new Uri(Url, "/healthz"));
        await browser.EvaluateAsync(Script(begin));
        await using var curl = new CurlLoop(new Uri(Url, "/api/v1/events"), $"{begin}");
        await using ChildProgram tail = ChildProgram.Start("orchestrator", ["tail", "-f", "--json", "--after", $"{begin}", "--url", Url.ToString()]);
        await using OrchestratorConnection client = await OrchestratorConnection.OpenAsync(options => options.Endpoint = Url);
        using var stop = new CancellationTokenSource();
        ConcurrentQueue<string> pushed = [];
        Task following = FollowAsync(client, new(begin), pushed, stop.Token);

        Task writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(http, writer)));
        await WrittenAsync(Events * 3 / 10);
        await host.KillAsync();
        await host.DisposeAsync();
        host = await HostProcess.StartAsync(_folder.Data, _port);
        await WrittenAsync(Events * 6 / 10);
        (int exitCode, TimeSpan took) = await host.TerminateAsync();
        await host.DisposeAsync();
        host = await HostProcess.StartAsync(_folder.Data, _port);
        await writing;

        List<string> expected = await JournalAsync(http, begin);
        await Eventually.IsTrueAsync(() => curl.Seen.Count >= expected.Count && pushed.Count >= expected.Count, "curl and the client have all", TimeSpan.FromSeconds(60));
        await Eventually.IsTrueAsync(
            async () => (await browser.EvaluateAsync("seen.length")).GetInt32() >= expected.Count, "the browser has all", TimeSpan.FromSeconds(60));
        await Eventually.IsTrueAsync(() => Lines(tail).Length >= expected.Count, "tail -f has all", TimeSpan.FromSeconds(60));
        string[] browsed = [.. (await browser.EvaluateAsync("seen")).EnumerateArray().Select(one => one.GetString()!)];
        string[] connections = [.. (await browser.EvaluateAsync("starts")).EnumerateArray().Select(one => one.GetString()!)];
        output.WriteLine(
            $"{expected.Count} events; the browser connected {connections.Length} times, curl {curl.Starts} times; the stop took {took.TotalSeconds:0.0} s");
        await stop.CancelAsync();
        await following;
        await tail.SignalAsync("INT");
        await host.DisposeAsync();

        Assert.True(expected.Count >= Events);
        (string Who, string[] Saw)[] followers =
            [("the browser", browsed), ("curl", [.. curl.Seen]), ("the client", [.. pushed]), ("tail -f", [.. Lines(tail).Select(Key)])];
        foreach (string difference in followers.Where(one => !expected.SequenceEqual(one.Saw)).Select(one => Difference(one.Who, expected, one.Saw)))
            output.WriteLine(difference);
        if (!expected.SequenceEqual(browsed)) output.WriteLine($"the browser connected when it had seen {string.Join(", ", connections)}");
        Assert.All(followers, one => Assert.Equal(expected, one.Saw));
        Assert.Equal(0, exitCode);
        Assert.True(took < TimeSpan.FromSeconds(8), $"the stop took {took}");
    }

    private static string Script(long begin) =>
        $$"""
        window.seen = []; window.starts = []; window.last = '';
        window.source = new EventSource('/api/v1/events?after={{begin}}');
        source.onopen = () => starts.push(`${seen.length} events, the last with id ${last}`);
        for (const type of {{JsonSerializer.Serialize(EventNames.All)}})
          source.addEventListener(type, e => { const d = JSON.parse(e.data); seen.push(d.grain + '#' + d.sequence); last = e.lastEventId; });
        """;

    private static string[] Lines(ChildProgram tail) =>
        tail.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Key(string json)
    {
        using JsonDocument journaled = JsonDocument.Parse(json);
        return $"{journaled.RootElement.GetProperty("grain").GetString()}#{journaled.RootElement.GetProperty("sequence").GetInt64()}";
    }

    // All that tells a lost event from one that came twice, or came elsewhere: the place, and what is there more and less.
    private static string Difference(string who, List<string> expected, string[] saw)
    {
        int at = expected.Zip(saw).TakeWhile(pair => pair.First == pair.Second).Count();
        Dictionary<string, int> counts = saw.CountBy(one => one).ToDictionary();
        string[] twice = [.. counts.Where(one => one.Value > 1).Select(one => one.Key)];
        string[] missed = [.. expected.Where(one => !counts.ContainsKey(one))];
        string[] alien = [.. counts.Keys.Except(expected)];
        return $"{who} saw {saw.Length} of {expected.Count} events and differs from {at} on, where {Some(expected.Skip(at))} should be and {Some(saw.Skip(at))} is; "
            + $"twice: {twice.Length} ({Some(twice)}), missed: {missed.Length} ({Some(missed)}), not in the journal: {alien.Length} ({Some(alien)})";
    }

    private static string Some(IEnumerable<string> events) => string.Join(" ", events.Take(12));

    private static async Task FollowAsync(OrchestratorConnection client, EventCursor after, ConcurrentQueue<string> pushed, CancellationToken stop)
    {
        try
        {
            await foreach (StreamedEvent one in client.FollowEventsAsync(after: after, cancellationToken: stop))
                pushed.Enqueue($"{one.Event.Grain}#{one.Event.Sequence}");
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
        }
    }

    private static async Task<List<string>> JournalAsync(HttpClient http, long after)
    {
        List<string> events = [];
        while (true)
        {
            JsonElement page = await http.GetFromJsonAsync<JsonElement>($"/api/v1/journal?limit=1000&after={after}");
            if (page.GetProperty("items").GetArrayLength() == 0) return events;
            events.AddRange(page.GetProperty("items").EnumerateArray().Select(e => Key(e.GetRawText())));
            after = page.GetProperty("next").GetInt64();
        }
    }

    // What fails is written again: it may then stand there twice, which the journal tells.
    private async Task WriteAsync(HttpClient http, int writer)
    {
        while (Volatile.Read(ref _written) < Events)
        {
            try
            {
                using HttpResponseMessage answer = await http.PostAsJsonAsync(
                    $"/api/v1/sessions/s{writer / 2}/events", new { eventType = "note", eventData = new { writer, text = "a line\nand another" } });
                if (answer.IsSuccessStatusCode) Interlocked.Increment(ref _written);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private Task WrittenAsync(int events) =>
        Eventually.IsTrueAsync(() => Volatile.Read(ref _written) >= events, $"{events} events are written", TimeSpan.FromSeconds(120));
}
