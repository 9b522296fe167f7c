using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Orchestrator.Crash.Load;

/// <summary>
/// A client of several gateways. A command has one idempotency key for all its attempts, the next attempt goes to the next
/// gateway, and a gateway that says when to come again (<c>Retry-After</c>) is believed: what an agent in any language would do.
/// </summary>
internal sealed class ClusterHttp : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient[] _gateways;
    private int _failures;

    public ClusterHttp(IReadOnlyList<Uri> gateways) => _gateways = [.. gateways.Select(Connect)];

    /// <summary>How many attempts came to nothing.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Sends a command until it is answered.</summary>
    /// <param name="preferred">The gateway that is tried first.</param>
    /// <param name="path">Behind <c>/api/v1</c>.</param>
    /// <param name="body">What is sent as JSON; null for nothing.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The answer, and after how many attempts; null when given up.</returns>
    public async Task<Reply?> CommandAsync(int preferred, string path, object? body, CancellationToken stop)
    {
        string key = Guid.NewGuid().ToString("N");
        for (int attempt = 1; !stop.IsCancellationRequested; attempt++)
        {
            (Reply? reply, TimeSpan pause) = await TryAsync(preferred + attempt - 1, HttpMethod.Post, path, body, key, AttemptTime, attempt, stop);
            if (reply is not null) return reply;
            await Task.Delay(pause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    /// <summary>Asks once.</summary>
    /// <returns>The answer; null when there was none, or one that says to come again.</returns>
    public async Task<Reply?> TryGetAsync(int gateway, string path, TimeSpan time, CancellationToken stop) =>
        (await TryAsync(gateway, HttpMethod.Get, path, body: null, key: null, time, 1, stop)).Reply;

    /// <summary>Asks one gateway until it answers.</summary>
    /// <exception cref="HttpRequestException">It refused.</exception>
    public async Task<JsonElement> GetAsync(int gateway, string path, CancellationToken stop)
    {
        while (true)
        {
            if (await TryGetAsync(gateway, path, AttemptTime, stop) is { } reply)
                return reply.Succeeded ? reply.Body : throw new HttpRequestException($"{path}: {reply.Status} {reply.Body}");
            await Task.Delay(Pause, TimeProvider.System, stop);
        }
    }

    public void Dispose()
    {
        foreach (HttpClient gateway in _gateways) gateway.Dispose();
    }

    private static HttpClient Connect(Uri url) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = 1_024, ConnectTimeout = TimeSpan.FromSeconds(2) })
        {
            BaseAddress = url,
            Timeout = Timeout.InfiniteTimeSpan,
        };

    private async Task<(Reply? Reply, TimeSpan Pause)> TryAsync(
        int gateway, HttpMethod method, string path, object? body, string? key, TimeSpan time, int attempt, CancellationToken stop)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(time);
        using var request = new HttpRequestMessage(method, $"/api/v1{path}");
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        TimeSpan pause = Pause;
        try
        {
            using HttpResponseMessage answer = await _gateways[gateway % _gateways.Length].SendAsync(request, limited.Token);
            byte[] bytes = await answer.Content.ReadAsByteArrayAsync(limited.Token);
            if ((int)answer.StatusCode < 500 && answer.StatusCode != HttpStatusCode.TooManyRequests) return (Reply.Of(answer, bytes, attempt), pause);
            pause = answer.Headers.RetryAfter?.Delta ?? Pause;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            // The gateway is gone, or what it needs; another attempt will tell.
        }

        if (!stop.IsCancellationRequested) Interlocked.Increment(ref _failures);
        return (null, pause);
    }
}
