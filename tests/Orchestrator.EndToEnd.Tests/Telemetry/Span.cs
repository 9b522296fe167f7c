namespace Orchestrator.EndToEnd.Tests.Telemetry;

/// <summary>The process that something was exported from.</summary>
/// <param name="Name">The service's name: all processes of one role have the same.</param>
/// <param name="Instance">The process's id: no other has it.</param>
internal sealed record Service(string Name, string Instance);

/// <summary>Where a span leads to without being its child.</summary>
internal sealed record SpanLink(string TraceId, string SpanId);

/// <summary>A span as it was exported.</summary>
internal sealed record Span(
    Service Service, string Source, string Name, string TraceId, string SpanId, string ParentId, IReadOnlyList<SpanLink> Links);

/// <summary>A value of a gauge as it was exported.</summary>
internal sealed record Gauge(Service Service, string Name, double Value);
