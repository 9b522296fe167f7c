using System.Net;
using System.Net.Sockets;
using Orchestrator.Crash.Lab.Network;
using Orchestrator.Testing;

namespace Orchestrator.Crash.Tests;

/// <summary>A server on loopback and a relay before it; time goes on when the test says so.</summary>
internal sealed class RelayedServer : IAsyncDisposable
{
    private readonly Socket _listener = Tcp();

    public RelayedServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Relay = new Relay(_listener.LocalEndPoint!, Time);
    }

    public ManualTime Time { get; } = new();

    public Relay Relay { get; }

    public static Task<SocketError> EndOfAsync(Socket socket) => Task.Run(async () =>
    {
        try
        {
            byte[] buffer = new byte[16];
            while (await socket.ReceiveAsync(buffer) > 0)
            {
                // What comes before the end.
            }

            return SocketError.Success;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    });

    public static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        byte[] buffer = new byte[count];
        int read = 0;
        while (read < count)
        {
            int more = await socket.ReceiveAsync(buffer.AsMemory(read));
            Assert.True(more > 0, $"it ended after {read} of {count} bytes");
            read += more;
        }

        return buffer;
    }

    /// <summary>Connects through the relay.</summary>
    /// <returns>Both ends.</returns>
    public async Task<(Socket Host, Socket Server)> ConnectAsync()
    {
        Socket host = await DialAsync();
        return (host, await _listener.AcceptAsync());
    }

    /// <summary>Connects to the relay; whether it gets to the server is not waited for.</summary>
    public async Task<Socket> DialAsync()
    {
        Socket host = Tcp();
        try
        {
            await host.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Relay.Port));
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>The next connection that gets to the server.</summary>
    public Task<Socket> AcceptAsync() => _listener.AcceptAsync();

    public async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        _listener.Dispose();
    }

    private static Socket Tcp() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
