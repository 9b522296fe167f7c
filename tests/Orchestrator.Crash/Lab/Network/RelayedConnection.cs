using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Crash.Lab.Network;

/// <summary>
/// One connection through the relay. As in a real network, what was sent before the sender's death arrives all the same, and the
/// news of the death after it.
/// </summary>
internal sealed class RelayedConnection(Socket host, EndPoint address, Relay relay, TimeProvider time)
{
    private const int BufferBytes = 64 << 10;

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private Task _hold = Task.CompletedTask;
    private volatile bool _isReset;

    /// <summary>Whether nothing gets through.</summary>
    public bool IsHeld => !Volatile.Read(ref _hold).IsCompleted;

    /// <summary>Passes bytes on until both sides have closed, or it is reset.</summary>
    public async Task RunAsync()
    {
        try
        {
            await relay.Hold;
            await _server.ConnectAsync(address);
            await Task.WhenAll(PassAsync(host, _server, Way.ToServer), PassAsync(_server, host, Way.ToHost));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Nobody is there: the host learns it by the end of its connection.
        }
        finally
        {
            host.Dispose();
            _server.Dispose();
        }
    }

    /// <summary>Both sides learn at once that the connection is no more.</summary>
    public void Reset()
    {
        _isReset = true; // The first side's end is no news for the second.
        foreach (Socket side in (Socket[])[host, _server])
        {
            try
            {
                side.LingerState = new LingerOption(enable: true, seconds: 0);
                side.Close();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // It has ended.
            }
        }
    }

    private static async Task<int> ReadAsync(Socket from, Memory<byte> buffer)
    {
        try
        {
            return await from.ReceiveAsync(buffer);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private static async Task<bool> SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0) bytes = bytes[await to.SendAsync(bytes)..];
            return true;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static void End(Socket to)
    {
        try
        {
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private async Task PassAsync(Socket from, Socket to, Way way)
    {
        byte[] buffer = new byte[BufferBytes];
        while (true)
        {
            int count = await ReadAsync(from, buffer);
            await WaitAsync();
            if (count == 0)
            {
                if (!_isReset) End(to);
                return;
            }

            int passed = 0;
            if (relay.Spring(way, count) is { } sprung)
            {
                (Trap trap, passed) = sprung;
                await SendAsync(to, buffer.AsMemory(0, passed));
                if (trap.Cut.Kind == CutKind.ResetAfter) Reset();
                else Volatile.Write(ref _hold, Task.Delay(trap.Cut.Length, time));
                trap.Spring();
                await WaitAsync();
            }

            if (!await SendAsync(to, buffer.AsMemory(passed, count - passed))) return;
        }
    }

    private async Task WaitAsync()
    {
        await relay.Hold;
        await Volatile.Read(ref _hold);
    }
}
