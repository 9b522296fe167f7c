using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Orchestrator.Cli.Mcp;

/// <summary>A connection to a host's <c>/mcp</c>, and with clients that have sessions one session.</summary>
internal sealed class HostLink : IAsyncDisposable
{
    private readonly HttpClientTransport _client;
    private readonly ITransport _transport;
    private readonly Task _pump;

    private HostLink(HttpClientTransport client, ITransport transport, Func<JsonRpcMessage, Task> received)
    {
        (_client, _transport) = (client, transport);
        _pump = PumpAsync(received);
    }

    /// <summary>Completes when the connection is of no use any more.</summary>
    public Task Ended => _pump;

    /// <summary>Opens one; nothing is sent yet.</summary>
    /// <param name="url">The host.</param>
    /// <param name="http">Sends the requests.</param>
    /// <param name="received">Takes what the host sends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HostLink> OpenAsync(Uri url, HttpClient http, Func<JsonRpcMessage, Task> received, CancellationToken cancellationToken)
    {
        var client = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(url, "/mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
                Name = "orchestrator",
                MaxReconnectionAttempts = int.MaxValue, // until the host says that it does not know the session
            },
            http,
            loggerFactory: null,
            ownsHttpClient: false);
        return new HostLink(client, await client.ConnectAsync(cancellationToken), received);
    }

    /// <summary>Sends a message; a request's answer was received when this returns.</summary>
    public Task SendAsync(JsonRpcMessage message, CancellationToken cancellationToken) => _transport.SendMessageAsync(message, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _transport.DisposeAsync();
            await _client.DisposeAsync();
        }
        catch (HttpRequestException)
        {
            // The host is gone, and the session with it.
        }
    }

    private async Task PumpAsync(Func<JsonRpcMessage, Task> received)
    {
        await foreach (JsonRpcMessage message in _transport.MessageReader.ReadAllAsync()) await received(message);
    }
}
