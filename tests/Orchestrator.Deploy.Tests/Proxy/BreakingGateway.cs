using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Deploy.Tests.Proxy;

/// <summary>A gateway that dies over every request: it reads it and breaks off without an answer.</summary>
internal sealed class BreakingGateway : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _running;
    private int _requests;

    public BreakingGateway()
    {
        _listener.Start();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many requests it got.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _running;
        _listener.Dispose();
    }

    private async Task RunAsync()
    {
        byte[] buffer = new byte[65_536];
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            using (client)
            {
                int read = await client.GetStream().ReadAsync(buffer);
                if (read > 0 && Encoding.ASCII.GetString(buffer, 0, read).Contains("HTTP/1.1", StringComparison.Ordinal)) Interlocked.Increment(ref _requests);
            }
        }
    }
}
