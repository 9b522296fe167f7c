using System.Diagnostics;
using System.Net;

namespace Orchestrator.Fuzz.Http;

/// <summary>Sends inputs to a host and reads what it answers, within a bound.</summary>
/// <param name="url">The host.</param>
/// <param name="token">What is sent where an input says nothing else.</param>
internal sealed class HttpTarget(Uri url, string token) : IDisposable
{
    /// <summary>No answer may take longer.</summary>
    public static TimeSpan Bound { get; } = TimeSpan.FromSeconds(20);

    private const int StreamBytes = 2_048;
    private static readonly TimeSpan StreamTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan UnsaidWait = TimeSpan.FromSeconds(1);
    private static readonly UriCreationOptions Exactly = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 64 }) { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<HttpReply> SendAsync(HttpInput input, CancellationToken stop)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        // An ask that does not say how long it waits may wait a minute: its caller goes, which is a case too.
        TimeSpan? leaves = input.LeavesAfterMilliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : MayWait(input) ? UnsaidWait : null;
        bound.CancelAfter(leaves ?? Bound);
        long begun = Stopwatch.GetTimestamp();
        try
        {
            using HttpRequestMessage request = Request(input);
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
            string? type = answer.Content.Headers.ContentType?.MediaType;
            byte[] body = type == "text/event-stream" && input.Operation is not ("mcp" or "mcp-list") ? await BeginningAsync(answer, bound.Token) : await answer.Content.ReadAsByteArrayAsync(bound.Token);
            return new(answer.StatusCode, type, body, Stopwatch.GetElapsedTime(begun), TimedOut: false, Left: false, null);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new(null, null, [], Stopwatch.GetElapsedTime(begun), TimedOut: leaves is null, Left: leaves is not null, "no answer in time");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or FormatException or InvalidOperationException or ArgumentException)
        {
            return new(null, null, [], Stopwatch.GetElapsedTime(begun), TimedOut: false, Left: false, $"{error.GetType().Name}: {error.Message} {error.InnerException?.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool MayWait(HttpInput input) => input.Operation is "askMessage" && input.AskedWait <= 0;

    private HttpRequestMessage Request(HttpInput input)
    {
        var request = new HttpRequestMessage(new HttpMethod(input.Method), new Uri($"{url.GetLeftPart(UriPartial.Authority)}{input.Target}", in Exactly));
        if (input.Body is not null)
        {
            request.Content = new ByteArrayContent(input.Body);
            request.Content.Headers.ContentType = null;
        }

        foreach ((string name, string value) in input.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        if (!input.Headers.Any(header => header.Key == "Authorization")) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return request;
    }

    // Streams of events do not end; what comes first is enough to judge.
    private static async Task<byte[]> BeginningAsync(HttpResponseMessage answer, CancellationToken bound)
    {
        await using Stream stream = await answer.Content.ReadAsStreamAsync(bound);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(bound);
        enough.CancelAfter(StreamTime);
        byte[] buffer = new byte[StreamBytes];
        int length = 0;
        try
        {
            while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), enough.Token) is > 0 and int read) length += read;
        }
        catch (OperationCanceledException) when (!bound.IsCancellationRequested)
        {
            // Enough.
        }

        return buffer[..length];
    }
}
