using System.Net.Http.Headers;
using System.Text.Json;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Api;

/// <summary>A host's HTTP API (<c>/api/v1</c>).</summary>
internal sealed class HostApi : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly Uri _url;

    /// <summary>Names the host; nothing is sent yet.</summary>
    public HostApi(Uri url, string? token)
    {
        _url = url;
        _http = new HttpClient(new SocketsHttpHandler { Proxy = HostProxy.Instance, ConnectTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"{url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/api/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Asks for something.</summary>
    /// <param name="path">The path below <c>/api/v1/</c>, with its query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="wait">How long the host itself may wait before it answers.</param>
    public Task<HostAnswer> GetAsync(string path, CancellationToken cancellationToken, TimeSpan wait = default) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, Below(path)), wait, cancellationToken);

    /// <summary>Sends a command without a body.</summary>
    public Task<HostAnswer> PostAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Post, Below(path)), TimeSpan.Zero, cancellationToken);

    /// <summary>Sends a command.</summary>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="command">The body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="wait">How long the host itself may wait before it answers.</param>
    public Task<HostAnswer> PostAsync<T>(string path, T command, CancellationToken cancellationToken, TimeSpan wait = default) =>
        SendAsync(HttpMethod.Post, path, command, wait, cancellationToken);

    /// <summary>Changes something.</summary>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="command">The body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<HostAnswer> PatchAsync<T>(string path, T command, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, path, command, TimeSpan.Zero, cancellationToken);

    /// <summary>Sends a command with a body that is not held whole.</summary>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="body">The body.</param>
    /// <param name="patience">How long it may take on top.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<HostAnswer> UploadAsync(string path, HttpContent body, TimeSpan patience, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Post, Below(path)) { Content = body }, patience, cancellationToken);

    /// <summary>Asks for something large.</summary>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="destination">Gets the body of the answer.</param>
    /// <param name="patience">How long it may take on top.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DownloadAsync(string path, Stream destination, TimeSpan patience, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, Below(path)), patience, cancellationToken, destination);

    /// <summary>Asks for something that goes on for as long as it is read.</summary>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The body as it comes.</returns>
    public async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.GetAsync(Below(path), HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (response.IsSuccessStatusCode) return await response.Content.ReadAsStreamAsync(patience.Token);
            HostRefusedException refusal = HostProblem.Refused(response, await response.Content.ReadAsStringAsync(patience.Token));
            throw (int)response.StatusCode == 503 ? new HostUnreachableException(refusal.Message, refusal) : refusal;
        }
        catch (Exception exception)
        {
            response?.Dispose();
            if (exception is HttpRequestException) throw Unreachable(exception);
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested) throw Late(Patience, exception);
            throw;
        }
    }

    /// <summary>Deletes something.</summary>
    public Task<HostAnswer> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, Below(path)), TimeSpan.Zero, cancellationToken);

    /// <summary>Replaces something.</summary>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="command">The body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<HostAnswer> PutAsync<T>(string path, T command, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, command, TimeSpan.Zero, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // Without the dot, what stands before a colon in the first segment is a scheme (RFC 3986, 4.2).
    private static Uri Below(string path) => new($"./{path}", UriKind.Relative);

    private Task<HostAnswer> SendAsync<T>(
        HttpMethod method, string path, T command, TimeSpan wait, CancellationToken cancellationToken)
    {
        string body = JsonSerializer.Serialize(command, OrchestratorJson.Journal.GetTypeInfo(typeof(T)));
        return SendAsync(
            () => new HttpRequestMessage(method, Below(path))
            {
                Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")),
            },
            wait,
            cancellationToken);
    }

    private async Task<HostAnswer> SendAsync(
        Func<HttpRequestMessage> request, TimeSpan wait, CancellationToken cancellationToken, Stream? destination = null)
    {
        using HttpRequestMessage message = request();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience + wait);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(
                message,
                destination is null ? HttpCompletionOption.ResponseContentRead : HttpCompletionOption.ResponseHeadersRead,
                patience.Token);
            if (destination is not null && response.IsSuccessStatusCode)
            {
                await response.Content.CopyToAsync(destination, patience.Token);
                return new HostAnswer(string.Empty);
            }

            string body = await response.Content.ReadAsStringAsync(patience.Token);
            return response.IsSuccessStatusCode
                ? new HostAnswer(body)
                : throw HostProblem.Refused(response, body);
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Late(Patience + wait, exception);
        }
    }

    private HostUnreachableException Unreachable(Exception exception) => new(
        $"no host answers at {_url.GetLeftPart(UriPartial.Authority)} ({exception.Message.TrimEnd('.')}); "
        + "start one with 'orchestrator serve', or name it with --url",
        exception);

    private HostUnreachableException Late(TimeSpan patience, Exception exception) => new(
        $"the host at {_url.GetLeftPart(UriPartial.Authority)} did not answer within {patience.TotalSeconds:0} seconds", exception);
}
