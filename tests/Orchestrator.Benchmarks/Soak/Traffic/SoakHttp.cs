using System.Net.Http.Json;
using System.Text.Json;

namespace Orchestrator.Benchmarks.Soak.Traffic;

/// <summary>The way to the soaked host; what it refuses is written down.</summary>
internal sealed class SoakHttp(HttpClient http, Observed observed)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public HttpClient Client => http;

    public Task<JsonElement?> PostAsync(string path, object? body, CancellationToken stop = default) => SendAsync(HttpMethod.Post, path, body, stop);

    public Task<JsonElement?> GetAsync(string path, CancellationToken stop = default) => SendAsync(HttpMethod.Get, path, body: null, stop);

    public Task<JsonElement?> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, body: null, CancellationToken.None);

    /// <returns>The answer; null when it was refused, there was none, or the wait was cancelled.</returns>
    private async Task<JsonElement?> SendAsync(HttpMethod method, string path, object? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1{path}");
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        observed.Request();
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(request, stop);
            byte[] bytes = await answer.Content.ReadAsByteArrayAsync(stop);
            if (!answer.IsSuccessStatusCode)
            {
                observed.Failure($"{method} {path}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(bytes)}");
                return null;
            }

            if (bytes.Length == 0) return default(JsonElement);
            using JsonDocument document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            observed.Failure($"{method} {path}: {error.Message}");
            return null;
        }
    }
}
