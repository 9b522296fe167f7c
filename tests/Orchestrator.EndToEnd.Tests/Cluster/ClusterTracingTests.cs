#if ORLEANS
using System.Net;
using System.Net.Http.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.EndToEnd.Tests.Telemetry;

namespace Orchestrator.EndToEnd.Tests.Cluster;

/// <summary>What the processes of a cluster export is one story.</summary>
[Collection(HeavyTests.Name)]
public sealed class ClusterTracingTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallersSpan = "00f067aa0ba902b7";
    private const string Silo = "orchestrator-silo";
    private const string Gateway = "orchestrator-gateway";

    private static readonly Service[] Gateways = [new(Gateway, "gateway1"), new(Gateway, "gateway2")];

    [Fact]
    public async Task One_trace_leads_through_gateway_and_silo_to_the_tables_of_every_gateway()
    {
        await using var collector = new Collector();
        await using (LocalCluster cluster = await LocalCluster.StartAsync(collector.Environment))
        {
            await SendAsync(cluster.Gateways[0]);
            await ProjectedAsync(collector, () => TraceId);
            await TracedAgents.SendAndProcessAsync(
                collector.Url, options => (options.Endpoint, options.ConnectionString) = (cluster.Gateways[0].BaseAddress!, cluster.Store));
            await ProjectedAsync(collector, () => Trace.OfSend(collector.Spans).Spans[0].TraceId);
            await Eventually.IsTrueAsync(
                () => Gateways.All(gateway => collector.Gauges.Any(gauge => gauge.Service == gateway && gauge is { Name: "orchestrator.reporting.lag", Value: >= 0 })),
                "each gateway exports its lag");
        }

        Trace http = Trace.Of(collector.Spans, TraceId);
        Span request = Assert.Single(http.Spans, span => span.Source == "Microsoft.AspNetCore");
        Assert.Equal((Gateways[0], "POST /api/v1/messages", CallersSpan), (request.Service, request.Name, request.ParentId));
        Assert.StartsWith("silo", http.AssertSent(Gateway, Silo).Instance, StringComparison.Ordinal);
        Assert.All(Gateways, gateway => Assert.Contains(http.LinkedHere("project batch"), batch => batch.Service == gateway));
        http.AssertWhole(CallersSpan);

        // An agent's process comes to the silos without a gateway.
        Trace agents = Trace.OfSend(collector.Spans);
        agents.AssertSent(TracedAgents.Service, Silo);
        Assert.All(Gateways, gateway => Assert.Contains(agents.LinkedHere("project batch"), batch => batch.Service == gateway));
        Assert.All((string[])["receive", "process"], operation => Assert.Single(agents.LinkedHere($"{operation} {TracedAgents.Receiver}")));
        agents.AssertWhole();
    }

    private static Task ProjectedAsync(Collector collector, Func<string> trace) => Eventually.IsTrueAsync(
        () => Gateways.All(gateway => collector.Spans.Any(span =>
            span.Service == gateway && span.TraceId == trace() && span.Name.StartsWith("project ", StringComparison.Ordinal))),
        "the projections of both gateways are in the trace");

    private static async Task SendAsync(HttpClient gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/messages")
        {
            Content = JsonContent.Create(new { from = "walker", to = "waiter", content = "follow me" }),
        };
        request.Headers.Add("traceparent", $"00-{TraceId}-{CallersSpan}-01");
        using HttpResponseMessage answer = await gateway.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }
}
#endif
