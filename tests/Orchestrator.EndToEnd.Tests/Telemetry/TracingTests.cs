using System.Net;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Telemetry;

public sealed class TracingTests : IDisposable
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallersSpan = "00f067aa0ba902b7";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_trace_leads_from_the_callers_header_through_gateway_grain_and_journal_to_the_tables()
    {
        await using var collector = new TraceCollector();
        int port = Ports.Free();
        await using ChildProgram host = ChildProgram.StartHost(_folder.Data, port, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        });
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.IsTrueAsync(() => IsReadyAsync(http), "the host is ready");
        var api = new Api(http);

        Answer sent = await api.SendAsync(
            HttpMethod.Post,
            "/messages",
            new { from = "tracer", to = "traced", content = "follow me" },
            ("traceparent", $"00-{TraceId}-{CallersSpan}-01"));

        Assert.Equal(HttpStatusCode.Created, sent.Status);
        await Eventually.IsTrueAsync(() => Has(collector, "Orchestrator.Reporting", "project"), "the projection's span is exported");
        await host.SignalAsync("TERM");
        Assert.Equal(0, (await host.EndAsync()).ExitCode);
        Assert.True(Has(collector, "Microsoft.AspNetCore", string.Empty), Describe(collector));
        Assert.True(Has(collector, "Microsoft.Orleans.Application", "SendDirect"), Describe(collector));
        Assert.True(Has(collector, "Orchestrator.Journal", "journal append"), Describe(collector));

        List<Span> trace = [.. collector.Spans.Where(span => span.TraceId == TraceId)];
        HashSet<string> known = [CallersSpan, .. trace.Select(span => span.SpanId)];
        Assert.All(trace, span => Assert.Contains(span.ParentId, known));
        Assert.Equal(trace.Count, trace.DistinctBy(span => span.SpanId).Count());
        AssertJournalHasTrace(sent.Text("conversationId"), sent.Position!.Value);
    }

    [Fact]
    public async Task A_host_whose_collector_is_away_serves_and_stops_as_any_other()
    {
        int port = Ports.Free();
        await using ChildProgram host = ChildProgram.StartHost(_folder.Data, port, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{Ports.Free()}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.IsTrueAsync(() => IsReadyAsync(http), "the host is ready");
        await new Api(http).PostAsync("/messages", new { from = "a", to = "b", content = "untraced" });

        await host.SignalAsync("TERM");

        Assert.Equal(0, (await host.EndAsync(TimeSpan.FromSeconds(10))).ExitCode);
    }

    private void AssertJournalHasTrace(string conversation, long position)
    {
        using SqliteFile journal = SqliteFile.OpenJournal(_folder.Data);
        SqliteRow row = Assert.Single(journal.Query("SELECT * FROM journal WHERE position = ?", position));
        Assert.Equal($"conversation/{conversation}", row["grain"]);
        using JsonDocument metadata = JsonDocument.Parse(row.Text("metadata")!);
        string traceParent = metadata.RootElement.GetProperty("traceParent").GetString()!;
        Assert.StartsWith($"00-{TraceId}-", traceParent, StringComparison.Ordinal);
        Assert.EndsWith("-01", traceParent, StringComparison.Ordinal);
    }

    private static bool Has(TraceCollector collector, string source, string name) => collector.Spans.Any(span =>
        span.TraceId == TraceId && span.Source == source && span.Name.Contains(name, StringComparison.Ordinal));

    private static string Describe(TraceCollector collector) => string.Join('\n', collector.Spans);

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using HttpResponseMessage ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
            return ready.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
