using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Journal.Tests;

/// <summary>A way to the server that can lose what goes through it, in one direction, and then break.</summary>
internal sealed class LossyConnection : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly Lock _lock = new();
    private readonly List<TcpClient> _open = [];
    private readonly CancellationTokenSource _end = new();
    private volatile bool _losesRequests;
    private volatile bool _losesAnswers;
    private int _taken;
    private int _left;

    public LossyConnection(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections there were.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>How many of them the client has closed.</summary>
    public int Left => Volatile.Read(ref _left);

    /// <summary>From now on the server hears nothing.</summary>
    public void LoseRequests() => _losesRequests = true;

    /// <summary>From now on the client hears nothing.</summary>
    public void LoseAnswers() => _losesAnswers = true;

    /// <summary>Breaks what is open; later connections lose nothing.</summary>
    public void Break()
    {
        lock (_lock)
        {
            foreach (TcpClient client in _open)
                client.Close();
            _open.Clear();
            (_losesRequests, _losesAnswers) = (false, false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Break();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
            TcpClient server = new();
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _end.Token);
            lock (_lock)
                _open.AddRange([client, server]);
            Interlocked.Increment(ref _taken);
            _ = ForwardAsync(client, server);
            _ = CopyAsync(server, client, () => _losesAnswers);
        }
    }

    private async Task ForwardAsync(TcpClient client, TcpClient server)
    {
        await CopyAsync(client, server, () => _losesRequests);
        Interlocked.Increment(ref _left);
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to, Func<bool> loses)
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is var read and > 0)
            {
                if (!loses())
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Broken, as wanted.
        }
    }
}
