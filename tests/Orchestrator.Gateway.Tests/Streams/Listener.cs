using System.Net.ServerSentEvents;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Streams;

/// <summary>Someone who listens to a host's events.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _items;
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));

    private Listener(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        Parser = SseParser.Create(stream);
        _items = Parser.EnumerateAsync(_patience.Token).GetAsyncEnumerator(_patience.Token);
    }

    public HttpResponseMessage Response => _response;

    public SseParser<string> Parser { get; }

    public static async Task<Listener> ListenAsync(TestHost host, string query = "", string? lastEventId = null)
    {
        HttpRequestMessage request = HttpRequests.Of(host, HttpMethod.Get, $"/api/v1/events{query}");
        if (lastEventId is not null) request.With("Last-Event-ID", lastEventId);
        HttpResponseMessage response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null at the end.</summary>
    public async Task<Heard?> NextAsync() =>
        await _items.MoveNextAsync() ? new(Parser.LastEventId, _items.Current.EventType, JsonDocument.Parse(_items.Current.Data).RootElement) : null;

    public async Task<List<Heard>> TakeAsync(int count)
    {
        List<Heard> heard = [];
        while (heard.Count < count) heard.Add(await NextAsync() ?? throw new InvalidOperationException($"it ended after {heard.Count}"));
        return heard;
    }

    public async ValueTask DisposeAsync()
    {
        await _patience.CancelAsync();
        await _items.DisposeAsync();
        _response.Dispose();
        _patience.Dispose();
    }

    /// <summary>An event as it came.</summary>
    public sealed record Heard(string Id, string Type, JsonElement Data)
    {
        public string Key => $"{Data.GetProperty("grain").GetString()}#{Data.GetProperty("sequence").GetInt64()}";
    }
}
