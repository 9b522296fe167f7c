using System.Net;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

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
        Answer sent = null!;
        IReadOnlyCollection<Span> spans = await TraceAsync(
            async (http, collector) =>
            {
                sent = await SendAsync(new Api(http));
                await Eventually.IsTrueAsync(
                    () => collector.Spans.Any(span => span.TraceId == TraceId && span.Source == "Orchestrator.Reporting"),
                    "the projection's span is exported");
            });

        Span[] trace = [.. spans.Where(span => span.TraceId == TraceId)];
        Span request = Assert.Single(trace, span => span.Source == "Microsoft.AspNetCore");
        Assert.Equal(("POST /api/v1/messages", CallersSpan), (request.Name, request.ParentId));
        Assert.Contains(trace, span => span.Source == "Microsoft.Orleans.Application" && span.Name.Contains("SendDirect", StringComparison.Ordinal));
        Assert.Contains(trace, span => (span.Source, span.Name) == ("Orchestrator.Journal", "journal append"));
        Assert.Contains(trace, span => span.Source == "Orchestrator.Reporting" && span.Name.StartsWith("project ", StringComparison.Ordinal));

        // Each grain that the message woke was replayed for it; what was woken by no traced call tells no story of its own.
        Assert.Contains(trace, span => span.Name == "replay");
        Assert.All(spans.Where(span => span.Name == "replay"), span => Assert.Equal(TraceId, span.TraceId));

        HashSet<string> known = [CallersSpan, .. trace.Select(span => span.SpanId)];
        Assert.All(trace, span => Assert.Contains(span.ParentId, known));
        Assert.Equal(trace.Length, trace.DistinctBy(span => span.SpanId).Count());
        AssertJournalHasTrace(sent.Text("conversationId"), sent.Position!.Value);
    }

    [Fact]
    public async Task Requests_are_named_by_method_and_route_and_probes_are_not_exported()
    {
        IReadOnlyCollection<Span> spans = await TraceAsync(
            async (http, _) =>
            {
                var api = new Api(http);
                await api.SendAsync(HttpMethod.Get, "/agents/some-agent/inbox");
                await api.SendAsync(HttpMethod.Delete, "/sessions/no-such-session");
                await api.SendAsync(HttpMethod.Get, "/no/such/route");
                foreach (string probe in (string[])["/healthz", "/readyz"])
                    await http.GetAsync(new Uri(probe, UriKind.Relative));
            });

        Assert.Equal(
            ["DELETE /api/v1/sessions/{id}", "GET", "GET /api/v1/agents/{id}/inbox"],
            spans.Where(span => span.Source == "Microsoft.AspNetCore").Select(span => span.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_host_whose_collector_is_away_serves_and_stops_as_any_other()
    {
        await using TracedHost host = await TracedHost.StartAsync(_folder.Data, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{Ports.Free()}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        await new Api(host.Http).PostAsync("/messages", new { from = "a", to = "b", content = "untraced" });

        await host.StopAsync(TimeSpan.FromSeconds(10));
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

    private static async Task<Answer> SendAsync(Api api)
    {
        Answer sent = await api.SendAsync(
            HttpMethod.Post,
            "/messages",
            new { from = "tracer", to = "traced", content = "follow me" },
            ("traceparent", $"00-{TraceId}-{CallersSpan}-01"));
        Assert.Equal(HttpStatusCode.Created, sent.Status);
        return sent;
    }

    /// <summary>What a host exports of what is done with it, once it has ended.</summary>
    private async Task<IReadOnlyCollection<Span>> TraceAsync(Func<HttpClient, Collector, Task> use)
    {
        await using var collector = new Collector();
        await using TracedHost host = await TracedHost.StartAsync(_folder.Data, collector.Environment);
        await use(host.Http, collector);
        await host.StopAsync();
        return collector.Spans;
    }
}
