using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Fuzz.Corpus;
using Orchestrator.Fuzz.Hosting;
using Orchestrator.Fuzz.Http;
using Orchestrator.Fuzz.Mcp;

namespace Orchestrator.Fuzz;

/// <summary>Sends inputs to the faces of a host, several at a time, and keeps what is wrong.</summary>
/// <param name="host">The host.</param>
/// <param name="say">Takes what is to be told.</param>
internal sealed partial class FaceFuzzer(FuzzedHost host, Action<string> say) : IDisposable
{
    private const int Batch = 400;
    private const int AtOnce = 8;
    private const int Size = 40;

    private readonly HttpInputs _inputs = new(host.Document);
    private readonly HttpOracle _oracle = new(ApiOperation.ReadAll(host.Document).ToDictionary(operation => operation.Id, StringComparer.Ordinal));
    private readonly HttpTarget _http = new(host.Url, host.Token);
    private readonly ConcurrentDictionary<int, long> _statuses = new();
    private readonly ConcurrentDictionary<string, (long Count, string First)> _unavailable = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _kept = new(StringComparer.Ordinal);
    private long _requests;
    private double _slowest;

    public ConcurrentQueue<Finding> Findings { get; } = [];

    public Coverage Operations { get; } = new();

    public Coverage Tools { get; } = new();

    public IReadOnlyList<string> AllOperations => [.. _inputs.Operations.Select(operation => operation.Id)];

    public IReadOnlyList<string> AllTools { get; private set; } = [];

    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Where inputs that find something, or reach an operation or tool for the first time, are written; null for nowhere.</summary>
    public string? Keep { get; init; }

    /// <summary>How often each status came, and what was said to be unavailable.</summary>
    public string Answers => string.Join(", ", _statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value:N0}"))
        + $"; slowest {_slowest:N1} s" + string.Concat(_unavailable.Select(pair => $"\n  503 {pair.Value.Count:N0} times: {pair.Key}\n    first {pair.Value.First}"));

    /// <summary>Sends what was kept.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReplayAsync(string folder, CancellationToken stop)
    {
        string session = await OpenSessionAsync("a1", stop);
        int count = 0;
        foreach ((string name, CorpusEntry entry) in CorpusEntry.ReadAll(folder))
        {
            count++;
            if (entry.Operation == "mcp")
            {
                // Within a session, and as what begins one.
                var frame = new McpFrame(null, entry.ToInput().Body ?? []);
                await McpAsync(0, frame, session, name, stop);
                await McpAsync(0, frame, null, name, stop);
            }
            else
            {
                await HttpAsync(0, entry.ToInput(), name, stop);
            }
        }

        await CheckHealthAsync(0, stop);
        return count;
    }

    /// <summary>Requests for the operations of the HTTP API.</summary>
    /// <param name="seed">Makes the inputs.</param>
    /// <param name="stop">Ends it.</param>
    public async Task HttpBatchAsync(ulong seed, CancellationToken stop)
    {
        // Each operation at least once, then any.
        IEnumerable<HttpInput> inputs = _inputs.Operations.SelectMany(operation => Sample(_inputs.Of(operation), seed, 1)).Concat(Sample(_inputs.Any, seed, Batch));
        await Parallel.ForEachAsync(inputs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (input, token) => await HttpAsync(seed, input, null, token));
        await CheckHealthAsync(seed, stop);
    }

    /// <summary>Requests as bytes, broken below what HTTP is.</summary>
    public async Task RawBatchAsync(ulong seed, CancellationToken stop)
    {
        Gen<byte[]> raw = _inputs.Any.SelectMany(input => Generation.ByteMutations.Of(RawConnection.Bytes(input, host.Url, host.Token)));
        await Parallel.ForEachAsync(Sample(raw, seed, Batch / 4), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (bytes, token) =>
        {
            // Which waits it asks for can't be read of broken bytes with certainty.
            var input = new HttpInput { Operation = "raw", Method = "RAW", Target = string.Empty, Body = bytes };
            if (input.AskedWait > 2 || Encoding.Latin1.GetString(bytes).Contains("messages:ask", StringComparison.Ordinal)) return;
            (int? status, bool timedOut, string answer) = await RawConnection.SendAsync(host.Url, bytes, token);
            Interlocked.Increment(ref _requests);
            if (timedOut) Report(seed, "raw: " + Encoding.Latin1.GetString(bytes), "no answer, and the connection stays open", null);
            // 505 is for other versions of HTTP.
            if (status is >= 500 and not (503 or 505)) Report(seed, "raw: " + Encoding.Latin1.GetString(bytes), $"answered {answer}", null);
        });
        await CheckHealthAsync(seed, stop);
    }

    /// <summary>Messages of MCP over HTTP, within a session and without.</summary>
    public async Task McpBatchAsync(ulong seed, CancellationToken stop)
    {
        string session = await OpenSessionAsync("a1", stop);
        McpFrames frames = await ListToolsAsync(session, stop);
        IEnumerable<McpFrame> inputs = frames.Tools.SelectMany(tool => Sample(frames.CallOf(tool), seed, 1)).Concat(Sample(frames.Any, seed, Batch));
        int number = 0;
        await Parallel.ForEachAsync(inputs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (frame, token) =>
            await McpAsync(seed, frame, Interlocked.Increment(ref number) % 8 == 0 ? null : session, null, token));
        await CheckHealthAsync(seed, stop);
    }

    /// <summary>Messages of MCP over the pipes of the relay, which must outlive them and answer every whole request.</summary>
    public async Task StdioBatchAsync(ulong seed, CancellationToken stop)
    {
        McpFrames frames = await ListToolsAsync(await OpenSessionAsync("a1", stop), stop);
        await using McpStdio relay = await McpStdio.StartAsync(host.Url, host.Token, "a2", stop);
        int number = int.MaxValue;
        foreach (McpFrame frame in Sample(frames.Any, seed, Batch / 4).Concat(frames.Tools.SelectMany(tool => Sample(frames.CallOf(tool), seed, 1))))
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
            bound.CancelAfter(HttpTarget.Bound);
            try
            {
                await relay.WriteAsync(frame.Bytes, bound.Token);
                // Whatever it was, what comes behind it is answered.
                string probe = $$$$"""{"jsonrpc":"2.0","id":{{{{number--}}}},"method":"tools/call","params":{"name":"list_agents","arguments":{"limit":1}}}""";
                string answer = await relay.AskAsync(new McpFrame(null, Encoding.UTF8.GetBytes(probe)), bound.Token);
                Interlocked.Add(ref _requests, 2);
                if (McpOracle.JudgeMessage(answer) is { } wrong) Report(seed, $"stdio {frame}", wrong, null);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException && !stop.IsCancellationRequested)
            {
                Report(seed, $"stdio {frame}", relay.HasEnded ? $"the relay has ended: {relay.Errors}" : $"what comes behind it is not answered over the pipes: {relay.Errors}", null);
                break;
            }
        }

        if (relay.Errors.Contains("no JSON on standard output", StringComparison.Ordinal)) Report(seed, "stdio", relay.Errors, null);
        await CheckHealthAsync(seed, stop);
    }

    public void Dispose() => _http.Dispose();

    private static T[] Sample<T>(Gen<T> generator, ulong seed, int count) => [.. generator.Sample(count, new Rnd(seed), Size)];

    private async Task HttpAsync(ulong seed, HttpInput input, string? name, CancellationToken stop)
    {
        foreach (HttpInput lead in input.Leads) await HttpAsync(seed, lead, name, stop);
        HttpReply reply = await SendAsync(input, stop);
        string? wrong = _oracle.Judge(input, reply);
        bool done = reply.Status is { } status && (int)status < 300;
        Operations.Add(input.Operation, done, Words(reply));
        if (wrong is not null) Report(seed, name is null ? input.ToString() : $"{name}: {input}", wrong, input);
        else if (done) KeepFirst($"http/{input.Operation}", input, null);
    }

    private async Task McpAsync(ulong seed, McpFrame frame, string? session, string? name, CancellationToken stop)
    {
        HttpInput input = frame.Request(session, "a1");
        HttpReply reply = await SendAsync(input, stop);
        string? wrong = McpOracle.Judge(reply);
        bool done = wrong is null && reply.Status is { } status && (int)status == 200 && !Encoding.UTF8.GetString(reply.Body).Contains("\"isError\":true", StringComparison.Ordinal);
        if (frame.Tool is not null) Tools.Add(frame.Tool, done, Words(reply));
        if (wrong is not null) Report(seed, name is null ? frame.ToString() : $"{name}: {frame}", wrong, input);
        else if (done && frame.Tool is not null) KeepFirst($"mcp/{frame.Tool}", frame.Request(null, null), null);
    }

    private static string Words(HttpReply reply) => Encoding.UTF8.GetString(reply.Body.AsSpan(0, Math.Min(reply.Body.Length, 300)));

    private async Task<HttpReply> SendAsync(HttpInput input, CancellationToken stop)
    {
        HttpReply reply = await _http.SendAsync(input, stop);
        Interlocked.Increment(ref _requests);
        _statuses.AddOrUpdate((int?)reply.Status ?? 0, 1, (_, count) => count + 1);
        if (!reply.Left) _slowest = Math.Max(_slowest, reply.Took.TotalSeconds);
        if ((int?)reply.Status == 503) _unavailable.AddOrUpdate(Digits().Replace(Words(reply), "N"), _ => (1, input.ToString()), (_, before) => (before.Count + 1, before.First));
        return reply;
    }

    private async Task<string> OpenSessionAsync(string agent, CancellationToken stop)
    {
        byte[] body = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"fuzz","version":"1"}}}"""u8.ToArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Url, "/mcp")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach ((string name, string value) in (IEnumerable<(string, string)>)[("Accept", "application/json, text/event-stream"), ("Authorization", $"Bearer {host.Token}"), ("Orchestrator-Agent", agent)])
            request.Headers.TryAddWithoutValidation(name, value);
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.SendAsync(request, stop);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private async Task<McpFrames> ListToolsAsync(string session, CancellationToken stop)
    {
        HttpReply reply = await _http.SendAsync(new McpFrame(null, """{"jsonrpc":"2.0","id":1,"method":"tools/list"}"""u8.ToArray()).Request(session, "a1") with { Operation = "mcp-list" }, stop);
        string text = Encoding.UTF8.GetString(reply.Body);
        string json = reply.MediaType == "text/event-stream" ? text.Split('\n').First(line => line.StartsWith("data:", StringComparison.Ordinal))[5..] : text;
        using JsonDocument message = JsonDocument.Parse(json);
        var frames = new McpFrames(message.RootElement.GetProperty("result").GetProperty("tools"));
        AllTools = frames.Tools;
        return frames;
    }

    private async Task CheckHealthAsync(ulong seed, CancellationToken stop)
    {
        if (await host.CheckHealthAsync(stop) is { } ill) Report(seed, "after the batch", ill, null);
    }

    private void Report(ulong seed, string input, string what, HttpInput? kept)
    {
        var finding = new Finding(seed, input, what);
        Findings.Enqueue(finding);
        say(finding.ToString());
        if (kept is not null) KeepFirst($"found/{kept.Operation}-{seed}", kept, what);
    }

    private void KeepFirst(string name, HttpInput input, string? found)
    {
        if (Keep is null || !_kept.TryAdd(name, 0)) return;
        CorpusEntry.Of(input with { LeavesAfterMilliseconds = null }, found).Write(Path.Combine(Keep, name + ".json"));
    }

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Digits();
}
