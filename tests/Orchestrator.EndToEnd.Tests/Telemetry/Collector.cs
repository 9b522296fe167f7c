using System.Collections.Concurrent;
using System.Net;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Telemetry;

/// <summary>Takes spans and gauges as a collector does: OTLP over HTTP, protobuf.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Span> _spans = [];
    private readonly ConcurrentQueue<Gauge> _gauges = [];
    private readonly Task _running;

    public Collector()
    {
        Url = new Uri($"http://127.0.0.1:{Ports.Free()}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _running = RunAsync();
    }

    public Uri Url { get; }

    public IReadOnlyCollection<Span> Spans => _spans;

    public IReadOnlyCollection<Gauge> Gauges => _gauges;

    /// <summary>The variables with which a process exports to it, at once rather than every few seconds.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url.ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

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
            switch (call.Request.Url?.AbsolutePath)
            {
                case "/v1/traces":
                    foreach (Span span in OtlpRequest.Spans(body.ToArray())) _spans.Enqueue(span);
                    break;
                case "/v1/metrics":
                    foreach (Gauge gauge in OtlpRequest.Gauges(body.ToArray())) _gauges.Enqueue(gauge);
                    break;
            }

            call.Response.ContentType = "application/x-protobuf";
            call.Response.Close();
        }
    }
}
