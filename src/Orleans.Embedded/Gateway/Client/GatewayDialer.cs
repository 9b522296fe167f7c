using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Orleans.Hosting;
using Orleans.Runtime.Messaging;

namespace Orleans.Gateway;

/// <summary>Finds a gateway and opens a connection to it.</summary>
internal sealed class GatewayDialer : IDisposable
{
    private readonly EmbeddedGatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly string _clientId;
    private readonly HttpClient _http;

    /// <summary>Makes the dialer.</summary>
    public GatewayDialer(EmbeddedGatewayOptions options, string clientId, TimeProvider time)
    {
        _clientId = clientId;
        _options = options;
        _time = time;
        _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = options.ConnectTimeout })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Opens a connection.</summary>
    public async Task<GatewayLine> DialAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await OpenAsync(await FindAsync(both.Token), both.Token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            throw new ConnectionFailedException($"No answer within {_options.ConnectTimeout}.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new ConnectionFailedException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Whether a gateway answered that it lets nobody in who has this token, or none.</summary>
    public static bool IsRefusal(Exception exception) => exception is ConnectionFailedException
    {
        InnerException: HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden },
    };

    private static void Check(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode) return;
        var text = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"{response.RequestMessage!.RequestUri} refused the token ({(int)response.StatusCode}).",
            var status => $"{response.RequestMessage!.RequestUri} answered {(int)status} {response.ReasonPhrase}.",
        };
        throw new ConnectionFailedException(text, new HttpRequestException(text, inner: null, response.StatusCode));
    }

    private async Task<Uri> FindAsync(CancellationToken cancellationToken)
    {
        if (_options.Gateway is { } known) return known;

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_options.Endpoint!, "/orleans/gateways"));
        Authorize(request);
        using var response = await _http.SendAsync(request, cancellationToken);
        Check(response);
        var list = await response.Content.ReadFromJsonAsync<GatewayList>(cancellationToken);
        return list is { Gateways: { Count: > 0 } all }
            ? all[Random.Shared.Next(all.Count)]
            : throw new ConnectionFailedException($"{_options.Endpoint} knows no Orleans gateway.");
    }

    private async Task<GatewayLine> OpenAsync(Uri gateway, CancellationToken cancellationToken)
    {
        var content = new DuplexContent(Hello());
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/orleans/gateway/v1"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        Authorize(request);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            Check(response);
            var input = await response.Content.ReadAsStreamAsync(cancellationToken);
            var output = await content.Stream.WaitAsync(cancellationToken);
            return new(gateway, response, content, new FrameConnection(input, output, _options.MaxFrameBytes));
        }
        catch
        {
            content.Finish();
            response.Dispose();
            throw;
        }
    }

    private byte[] Hello()
    {
        using var frame = FrameFormat.Write(_clientId, static (writer, client) =>
        {
            writer.WriteNumber("hello", 1);
            writer.WriteString("client", client);
        });
        return frame.Written.ToArray();
    }

    private void Authorize(HttpRequestMessage request)
    {
        if (_options.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }
}
