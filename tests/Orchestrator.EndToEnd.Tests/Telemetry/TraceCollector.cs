using System.Collections.Concurrent;
using System.Net;
using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Telemetry;

/// <summary>A span as it was exported.</summary>
internal sealed record Span(string Source, string Name, string TraceId, string SpanId, string ParentId);

/// <summary>Takes spans as a collector does: OTLP over HTTP, protobuf.</summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Span> _spans = [];
    private readonly Task _running;

    public TraceCollector()
    {
        Url = new Uri($"http://127.0.0.1:{Ports.Free()}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _running = RunAsync();
    }

    public Uri Url { get; }

    public IReadOnlyCollection<Span> Spans => _spans;

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _running;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            HttpListenerContext call;
            try
            {
                call = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await call.Request.InputStream.CopyToAsync(body);
            if (call.Request.Url?.AbsolutePath == "/v1/traces")
            {
                foreach (Span span in Read(body.ToArray())) _spans.Enqueue(span);
            }

            call.Response.ContentType = "application/x-protobuf";
            call.Response.Close();
        }
    }

    // opentelemetry-proto: ExportTraceServiceRequest.resource_spans = 1, ResourceSpans.scope_spans = 2,
    // ScopeSpans.scope = 1 and .spans = 2, InstrumentationScope.name = 1,
    // Span.trace_id = 1, .span_id = 2, .parent_span_id = 4, .name = 5.
    private static IEnumerable<Span> Read(byte[] request) =>
        from resource in Protobuf.Fields(request, 1)
        from scope in Protobuf.Fields(resource, 2)
        let source = Protobuf.Text(Protobuf.Fields(scope, 1).Single(), 1)
        from span in Protobuf.Fields(scope, 2)
        select new Span(source, Protobuf.Text(span, 5), Protobuf.Hex(span, 1), Protobuf.Hex(span, 2), Protobuf.Hex(span, 4));
}
