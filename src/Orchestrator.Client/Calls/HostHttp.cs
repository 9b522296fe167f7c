using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Client.Calls;

/// <summary>
/// The host's HTTP API, for what no grain can answer: lists, which are read from the tables, and snapshots of checkpoints.
/// Errors are the contract's, as those of grains.
/// </summary>
internal sealed class HostHttp : IDisposable
{
    private const int PageSize = 200;

    private readonly HostCaller _caller;
    private readonly HttpClient _http;

    public HostHttp(HostCaller caller)
    {
        _caller = caller;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = new Uri($"{caller.Options.Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/api/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (caller.Options.Token is { } token) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Reads something.</summary>
    public Task<T> GetAsync<T>(string operation, string path, CancellationToken cancellationToken) => _caller.RepeatAsync(
        operation, async () => (await SendAsync<T>(HttpMethod.Get, path, body: null, key: null, TimeSpan.Zero, cancellationToken)).Value!, cancellationToken);

    /// <summary>Sends a command that has a body; repeated under one idempotency key until it is answered.</summary>
    /// <param name="operation">The operation, for errors and telemetry.</param>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="body">The body as JSON.</param>
    /// <param name="extraTime">How long an attempt may take on top of the usual, for large bodies.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer; no value where the host had none (204).</returns>
    public Task<Committed<T?>> PostAsync<T>(
        string operation, string path, byte[] body, TimeSpan extraTime, CancellationToken cancellationToken)
    {
        string key = CallContext.IdempotencyKey ?? HostCaller.NewKey();
        return _caller.RepeatAsync(
            operation, () => SendAsync<T>(HttpMethod.Post, path, body, key, extraTime, cancellationToken), cancellationToken);
    }

    /// <summary>A list, read page by page while it is enumerated.</summary>
    public async IAsyncEnumerable<T> ListAsync<T>(
        string operation,
        string path,
        IEnumerable<KeyValuePair<string, string?>> filter,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        KeyValuePair<string, string?>[] given = [.. filter.Where(parameter => parameter.Value is not null)];
        for (int number = 1; ; number++)
        {
            QueryString query = QueryString.Create(
            [
                .. given,
                new("page", number.ToString(CultureInfo.InvariantCulture)),
                new("pageSize", PageSize.ToString(CultureInfo.InvariantCulture)),
            ]);
            Page<T> page = await GetAsync<Page<T>>(operation, $"{path}{query}", cancellationToken);
            foreach (T item in page.Items) yield return item;
            if (page.Items.Count < PageSize) yield break;
        }
    }

    /// <summary>Copies a large answer. Not repeated: what came is in the destination.</summary>
    public Task<long> CopyAsync(string operation, string path, Stream destination, CancellationToken cancellationToken) => _caller.OnceAsync(
        operation,
        async () =>
        {
            using HttpResponseMessage response = await _http.GetAsync(Below(path), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await ThrowIfRefusedAsync(response, cancellationToken);
            await response.Content.CopyToAsync(destination, cancellationToken);
            return response.Content.Headers.ContentLength ?? 0;
        },
        cancellationToken);

    /// <summary>A value as the body of a command.</summary>
    public static byte[] Body<T>(T command) => JsonSerializer.SerializeToUtf8Bytes(command, OrchestratorJson.Journal.GetTypeInfo(typeof(T)));

    private async Task<Committed<T?>> SendAsync<T>(
        HttpMethod method, string path, byte[]? body, string? key, TimeSpan extraTime, CancellationToken cancellationToken)
    {
        TimeSpan limit = _caller.Options.CallTimeout + extraTime;
        using var timeout = new CancellationTokenSource(limit, _caller.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, Below(path));
        if (key is not null) request.Headers.Add(CommandKey.Header, key);
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token);
            await ThrowIfRefusedAsync(response, either.Token);
            long position = response.Headers.TryGetValues("Journal-Position", out IEnumerable<string>? values)
                && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out long given) ? given : 0;
            if (response.StatusCode == HttpStatusCode.NoContent) return new Committed<T?>(default, position);
            await using Stream json = await response.Content.ReadAsStreamAsync(either.Token);
            var value = (T?)await JsonSerializer.DeserializeAsync(json, OrchestratorJson.Http.GetTypeInfo(typeof(T)), either.Token);
            return new Committed<T?>(value, position);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {limit}", exception);
        }
        catch (JsonException exception)
        {
            throw new UnavailableException("the host's answer is not what this version of the client expects", exception);
        }
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        throw HostProblem.ToException(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    // Without the dot, what stands before a colon in the first segment is a scheme (RFC 3986, 4.2).
    private static Uri Below(string path) => new($"./{path}", UriKind.Relative);
}
