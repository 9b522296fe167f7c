using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Crash.Lab.Network;

/// <summary>The network between a host and its PostgreSQL server: a TCP relay that can be cut.</summary>
internal sealed class Relay : IAsyncDisposable
{
    // So many bytes may never come.
    private static readonly TimeSpan TrapPatience = TimeSpan.FromSeconds(20);

    private readonly EndPoint _server;
    private readonly TimeProvider _time;

    // Bound, and never listening: nobody else gets the port while connections are refused.
    private readonly Socket _reservation;
    private readonly IPEndPoint _address;
    private readonly Lock _lock = new();
    private readonly HashSet<RelayedConnection> _connections = [];
    private readonly List<Trap> _traps = [];
    private Socket? _listener;
    private int _refusals;
    private Task _hold = Task.CompletedTask;
    private long _hits;

    /// <summary>Listens on a free port of loopback.</summary>
    /// <param name="server">Where connections lead.</param>
    /// <param name="time">What cuts are timed by.</param>
    public Relay(EndPoint server, TimeProvider time)
    {
        (_server, _time) = (server, time);
        _reservation = Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _address = (IPEndPoint)_reservation.LocalEndPoint!;
        Listen();
    }

    /// <summary>Where the host connects to.</summary>
    public int Port => _address.Port;

    /// <summary>How many connections were reset or hung.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Whether everything gets through.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_lock) return _listener is not null && _hold.IsCompleted && !_connections.Any(connection => connection.IsHeld);
        }
    }

    /// <summary>Ends when bytes get through.</summary>
    internal Task Hold => Volatile.Read(ref _hold);

    /// <summary>Does something to the network; returns when that is over, for a connection that hangs when it does.</summary>
    /// <param name="cut">What.</param>
    /// <param name="ended">Ends it early; a connection that hangs stays so.</param>
    public async Task CutAsync(NetworkCut cut, CancellationToken ended)
    {
        switch (cut.Kind)
        {
            case CutKind.Reset:
                ResetAll();
                break;
            case CutKind.Refuse:
                await RefuseAsync(cut.Length, ResetAll, ended);
                break;
            case CutKind.Hang:
                lock (_lock) Interlocked.Add(ref _hits, _connections.Count);
                Task hold = DelayAsync(cut.Length, ended);
                Volatile.Write(ref _hold, hold);
                await hold;
                break;
            default:
                if (await SpringAsync(new Trap(cut), ended) && cut is { Kind: CutKind.ResetAfter, Length: var length } && length > TimeSpan.Zero)
                    await RefuseAsync(length, static () => { }, ended);
                break;
        }
    }

    /// <summary>Waits until no connection is left, as after the end of the host: then the server knows of it too.</summary>
    /// <returns>False when that took too long.</returns>
    public async Task<bool> WaitUntilEmptyAsync(TimeSpan patience, CancellationToken stop)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < patience)
        {
            lock (_lock)
            {
                if (_connections.Count == 0) return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, stop);
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        StopListening();
        lock (_lock) _refusals = int.MaxValue; // Nobody listens again.
        ResetAll();
        await WaitUntilEmptyAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        _reservation.Dispose();
    }

    /// <summary>Bytes are about to go through.</summary>
    /// <returns>The trap that they spring, and how many of them still go through; null for none.</returns>
    internal (Trap Trap, int Passed)? Spring(Way way, int bytes)
    {
        lock (_lock)
        {
            foreach (Trap trap in _traps.Where(trap => trap.Cut.Way == way))
            {
                if (trap.Count(bytes) is not { } passed) continue;
                _traps.Remove(trap);
                Interlocked.Increment(ref _hits);
                return (trap, passed);
            }

            return null;
        }
    }

    private static Socket Bind(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        socket.Bind(address);
        return socket;
    }

    private async Task DelayAsync(TimeSpan length, CancellationToken ended) =>
        await Task.Delay(length, _time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<bool> SpringAsync(Trap trap, CancellationToken ended)
    {
        lock (_lock) _traps.Add(trap);
        await trap.Sprung.WaitAsync(TrapPatience, _time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock) _traps.Remove(trap);
        return trap.Sprung.IsCompleted;
    }

    private async Task RefuseAsync(TimeSpan length, Action then, CancellationToken ended)
    {
        lock (_lock) _refusals++;
        StopListening();
        then();
        await DelayAsync(length, ended);
        lock (_lock)
        {
            if (--_refusals > 0) return;
            Listen();
        }
    }

    private void ResetAll()
    {
        RelayedConnection[] all;
        lock (_lock) all = [.. _connections];
        foreach (RelayedConnection connection in all) connection.Reset();
        Interlocked.Add(ref _hits, all.Length);
    }

    private void Listen()
    {
        _listener = Bind(_address);
        _listener.Listen();
        _ = AcceptAsync(_listener);
    }

    private void StopListening()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket host;
            try
            {
                host = await listener.AcceptAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return; // New connections are refused.
            }

            host.NoDelay = true;
            var connection = new RelayedConnection(host, _server, this, _time);
            lock (_lock) _connections.Add(connection);
            _ = RunAsync(connection);
        }
    }

    private async Task RunAsync(RelayedConnection connection)
    {
        await connection.RunAsync();
        lock (_lock) _connections.Remove(connection);
    }
}
