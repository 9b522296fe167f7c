using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Orleans.Embedded.Tests.Gateway;

/// <summary>Speaks the protocol by hand, to break its rules.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly HttpResponseMessage _response;
    private readonly RawContent _content;
    private readonly Stream _input;

    private RawClient(HttpClient http, HttpResponseMessage response, RawContent content, Stream input) =>
        (_http, _response, _content, _input) = (http, response, content, input);

    public static async Task<RawClient> ConnectAsync(Uri gateway, string firstFrame, string? token = null)
    {
        var http = new HttpClient();
        var content = new RawContent(Frame(firstFrame));
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/orleans/gateway/v1"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new(http, response, content, await response.Content.ReadAsStreamAsync());
    }

    public async Task SendAsync(string frame) => await SendBytesAsync(Frame(frame));

    public async Task SendBytesAsync(byte[] bytes)
    {
        var stream = await _content.Stream;
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    /// <summary>Returns the next frame; null at the end.</summary>
    public async Task<JsonObject?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        var header = new byte[4];
        if (await _input.ReadAtLeastAsync(header, 4, throwOnEndOfStream: false, patience.Token) < 4) return null;
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
        await _input.ReadExactlyAsync(body, patience.Token);
        return JsonNode.Parse(body)!.AsObject();
    }

    public ValueTask DisposeAsync()
    {
        _content.Finish();
        _response.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static byte[] Frame(string json)
    {
        var frame = new byte[4 + Encoding.UTF8.GetByteCount(json)];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
        Encoding.UTF8.GetBytes(json, frame.AsSpan(4));
        return frame;
    }

    private sealed class RawContent(byte[] first) : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new();
        private readonly TaskCompletionSource _finished = new();

        public Task<Stream> Stream => _stream.Task;

        public void Finish() => _finished.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(first);
            await stream.FlushAsync();
            _stream.TrySetResult(stream);
            await _finished.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
