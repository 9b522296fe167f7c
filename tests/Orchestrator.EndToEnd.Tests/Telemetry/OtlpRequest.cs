namespace Orchestrator.EndToEnd.Tests.Telemetry;

/// <summary>Reads what exporters send. The numbers are those of opentelemetry-proto.</summary>
internal static class OtlpRequest
{
    /// <summary>The spans of an ExportTraceServiceRequest.</summary>
    public static IEnumerable<Span> Spans(byte[] request) =>
        from resource in Protobuf.Fields(request, 1) // resource_spans
        let service = ServiceOf(resource)
        from scope in Protobuf.Fields(resource, 2) // scope_spans
        let source = Protobuf.Text(Protobuf.Fields(scope, 1).Single(), 1)
        from span in Protobuf.Fields(scope, 2)
        let links = Protobuf.Fields(span, 13).Select(link => new SpanLink(Protobuf.Hex(link, 1), Protobuf.Hex(link, 2)))
        select new Span(
            service, source, Protobuf.Text(span, 5), Protobuf.Hex(span, 1), Protobuf.Hex(span, 2), Protobuf.Hex(span, 4), [.. links]);

    /// <summary>The gauges of an ExportMetricsServiceRequest that are fractions.</summary>
    public static IEnumerable<Gauge> Gauges(byte[] request) =>
        from resource in Protobuf.Fields(request, 1) // resource_metrics
        let service = ServiceOf(resource)
        from scope in Protobuf.Fields(resource, 2) // scope_metrics
        from metric in Protobuf.Fields(scope, 2)
        from gauge in Protobuf.Fields(metric, 5)
        from point in Protobuf.Fields(gauge, 1) // data_points
        from value in Protobuf.Fields(point, 4) // as_double
        select new Gauge(service, Protobuf.Text(metric, 1), BitConverter.ToDouble(value));

    private static Service ServiceOf(byte[] resource)
    {
        Dictionary<string, string> attributes = Protobuf.Fields(Protobuf.Fields(resource, 1).Single(), 1).ToDictionary(
            attribute => Protobuf.Text(attribute, 1),
            attribute => Protobuf.Text(Protobuf.Fields(attribute, 2).Single(), 1),
            StringComparer.Ordinal);
        return new Service(attributes["service.name"], attributes["service.instance.id"]);
    }
}
