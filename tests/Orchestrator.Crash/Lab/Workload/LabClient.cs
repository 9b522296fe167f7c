using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Orchestrator.Crash.Lab.History;

namespace Orchestrator.Crash.Lab.Workload;

/// <summary>Sends operations to the host that runs, and writes down what came. Never repeats by itself.</summary>
internal sealed class LabClient(Uri url, RoundHistory history, TimeSpan patience) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) })
    {
        BaseAddress = url,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Whether nothing listens there any more: what is sent is not even taken.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Sends it once more. Its outcome stays unknown where no answer comes, or one of 500 or more.</summary>
    public async Task SendAsync(Operation operation)
    {
        TimeSpan begun = history.Now;
        if (operation.Attempts++ == 0)
        {
            operation.Begun = begun;
            history.Add(operation);
        }

        (int status, string text) = await TryAsync(operation);
        if (status >= 500 || status == 429) operation.Fail(status);
        else if (status != 0) operation.Answer(status, text, history.Now);
        history.Write(operation, begun, $"{status} {text}");
        if (status == 500) history.Violate($"{operation.Method} {operation.Path} was answered with 500: {text}");
    }

    /// <summary>Sends it again, though it was answered, and compares the answers.</summary>
    public async Task RepeatAsync(Operation operation)
    {
        TimeSpan begun = history.Now;
        (int status, string text) = await TryAsync(operation);
        history.Write(operation, begun, $"again: {status} {text}");
        if (status is 0 or >= 500 or 429) return;
        if (status != operation.Status || text != operation.Reply)
            history.Violate($"{operation.Tag} ({operation.Kind}, key {operation.Key}) was answered with {operation.Status} {operation.Reply}, and then with {status} {text}");
    }

    /// <summary>Reads something.</summary>
    /// <returns>The status, 0 when no answer came, and the text.</returns>
    public Task<(int Status, string Text)> GetAsync(string path) => TryAsync(HttpMethod.Get, path, body: null, key: null);

    public void Dispose() => _http.Dispose();

    private Task<(int Status, string Text)> TryAsync(Operation operation) =>
        TryAsync(operation.Method, operation.Path, operation.Body, operation.Key);

    private async Task<(int Status, string Text)> TryAsync(HttpMethod method, string path, string? body, string? key)
    {
        using var limit = new CancellationTokenSource(patience);
        using var request = new HttpRequestMessage(method, $"/api/v1{path}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, limit.Token);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(limit.Token));
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConnectionError)
        {
            IsCutOff = true;
            return (0, error.Message);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            return (0, error.Message);
        }
    }
}
