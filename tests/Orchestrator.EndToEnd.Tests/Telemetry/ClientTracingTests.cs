using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Telemetry;

public sealed class ClientTracingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_trace_leads_from_an_agents_process_to_the_hosts_tables_and_the_receiver_links_to_it()
    {
        await using var collector = new Collector();
        await using TracedHost host = await TracedHost.StartAsync(_folder.Data, collector.Environment);
        await TracedAgents.SendAndProcessAsync(collector.Url, options => options.Endpoint = host.Http.BaseAddress!);
        await host.StopAsync();

        Trace trace = Trace.OfSend(collector.Spans);
        trace.AssertSent(TracedAgents.Service, "orchestrator");
        Assert.Contains(trace.Spans, span => span.Service.Name == "orchestrator" && span.Name.StartsWith("project ", StringComparison.Ordinal));
        Assert.NotEmpty(trace.LinkedHere("project batch"));
        Assert.All((string[])["receive", "process"], operation =>
            Assert.Equal(TracedAgents.Service, Assert.Single(trace.LinkedHere($"{operation} {TracedAgents.Receiver}")).Service.Name));
        trace.AssertWhole();
    }

    [Fact]
    public async Task Each_process_exports_under_an_id_of_its_own_unless_it_is_told_one()
    {
        await using var collector = new Collector();
        Dictionary<string, string> told = new(collector.Environment, StringComparer.Ordinal)
        {
            ["OTEL_SERVICE_NAME"] = "told",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=third",
        };

        foreach (IReadOnlyDictionary<string, string> environment in (IReadOnlyDictionary<string, string>[])[collector.Environment, collector.Environment, told])
        {
            await using TracedHost host = await TracedHost.StartAsync(_folder.Data, environment);
            await new Api(host.Http).PostAsync("/messages", new { from = "a", to = "b", content = "counted" });
            await host.StopAsync();
        }

        Service[] exporting = [.. collector.Spans.Select(span => span.Service).Distinct()];
        Assert.Equal(["orchestrator", "orchestrator", "told"], exporting.Select(service => service.Name));
        Assert.Equal(3, exporting.Select(service => service.Instance).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("third", exporting[2].Instance);
        Assert.Equal(exporting, collector.Gauges.Where(gauge => gauge.Name == "orchestrator.reporting.lag").Select(gauge => gauge.Service).Distinct());
    }
}
