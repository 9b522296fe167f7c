using System.Net.Sockets;
using Orchestrator.Crash.Lab.Network;

namespace Orchestrator.Crash.Tests;

public sealed class RelayTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Bytes_go_both_ways_and_the_end_of_a_side_too()
    {
        await using var relayed = new RelayedServer();
        (Socket host, Socket server) = await relayed.ConnectAsync();
        await host.SendAsync(new byte[] { 1, 2, 3 });
        Assert.Equal([1, 2, 3], await RelayedServer.ReadAsync(server, 3));
        await server.SendAsync(new byte[] { 4 });
        Assert.Equal([4], await RelayedServer.ReadAsync(host, 1));
        host.Dispose();
        Assert.Equal(SocketError.Success, await RelayedServer.EndOfAsync(server));
        server.Dispose();
        Assert.True(await relayed.Relay.WaitUntilEmptyAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Connection_is_reset_on_both_sides_behind_the_last_byte_that_got_through(int bytes)
    {
        await using var relayed = new RelayedServer();
        (Socket host, Socket server) = await relayed.ConnectAsync();
        Task cut = relayed.Relay.CutAsync(new NetworkCut { Kind = CutKind.ResetAfter, Way = Way.ToServer, Bytes = bytes }, CancellationToken.None);
        await server.SendAsync(new byte[] { 9 });
        Assert.Equal([9], await RelayedServer.ReadAsync(host, 1)); // the other way is not counted
        await host.SendAsync(new byte[] { 1, 2, 3 });
        await cut;
        Assert.Equal(SocketError.ConnectionReset, await RelayedServer.EndOfAsync(host));
        if (bytes > 0) Assert.Equal(new byte[] { 1, 2, 3 }[..bytes], await RelayedServer.ReadAsync(server, bytes));
        Assert.Equal(SocketError.ConnectionReset, await RelayedServer.EndOfAsync(server));
        Assert.Equal(1, relayed.Relay.Hits);
    }

    [Fact]
    public async Task While_it_hangs_nothing_gets_through_and_then_all_does()
    {
        await using var relayed = new RelayedServer();
        (Socket host, Socket server) = await relayed.ConnectAsync();
        Task hang = relayed.Relay.CutAsync(new NetworkCut { Kind = CutKind.Hang, Length = Length }, CancellationToken.None);
        await host.SendAsync(new byte[] { 1 });
        using Socket late = await relayed.DialAsync();
#pragma warning disable CA2025 // It is awaited below.
        Task<byte[]> asked = RelayedServer.ReadAsync(server, 1);
#pragma warning restore CA2025
        Task<Socket> accepted = relayed.AcceptAsync();
        relayed.Time.Advance(Length - TimeSpan.FromTicks(1));
        Assert.False(asked.IsCompleted || accepted.IsCompleted || hang.IsCompleted || relayed.Relay.IsWhole);
        relayed.Time.Advance(TimeSpan.FromTicks(1));
        await hang;
        Assert.Equal([1], await asked);
        (await accepted).Dispose();
    }

    [Fact]
    public async Task What_was_sent_before_the_death_of_its_sender_arrives_after_it()
    {
        await using var relayed = new RelayedServer();
        (Socket host, Socket server) = await relayed.ConnectAsync();
        Task cut = relayed.Relay.CutAsync(new NetworkCut { Kind = CutKind.HangAfter, Way = Way.ToServer, Bytes = 1, Length = Length }, CancellationToken.None);
        await host.SendAsync(new byte[] { 1, 2, 3 });
        await cut; // the life of the host may end now
        host.Dispose();
        Assert.Equal([1], await RelayedServer.ReadAsync(server, 1));
        Task<byte[]> rest = RelayedServer.ReadAsync(server, 2);
        (Socket other, Socket otherServer) = await relayed.ConnectAsync();
        await other.SendAsync(new byte[] { 7 });
        Assert.Equal([7], await RelayedServer.ReadAsync(otherServer, 1)); // others don't hang
        Assert.False(rest.IsCompleted || relayed.Relay.IsWhole);
        relayed.Time.Advance(Length);
        Assert.Equal([2, 3], await rest);
        Assert.Equal(SocketError.Success, await RelayedServer.EndOfAsync(server));
    }

    [Fact]
    public async Task Refused_for_a_while_and_then_at_the_same_port_again()
    {
        await using var relayed = new RelayedServer();
        (Socket host, Socket server) = await relayed.ConnectAsync();
        int port = relayed.Relay.Port;
        Task refuse = relayed.Relay.CutAsync(new NetworkCut { Kind = CutKind.Refuse, Length = Length }, CancellationToken.None);
        Assert.Equal(SocketError.ConnectionReset, await RelayedServer.EndOfAsync(host));
        Assert.Equal(SocketError.ConnectionReset, await RelayedServer.EndOfAsync(server));
        SocketException refused = await Assert.ThrowsAsync<SocketException>(relayed.DialAsync);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        relayed.Time.Advance(Length);
        await refuse;
        Assert.Equal(port, relayed.Relay.Port);
        (Socket again, _) = await relayed.ConnectAsync();
        again.Dispose();
    }

    [Fact]
    public async Task Cut_that_nothing_sprang_is_gone_with_the_host()
    {
        await using var relayed = new RelayedServer();
        using var ended = new CancellationTokenSource();
        Task cut = relayed.Relay.CutAsync(new NetworkCut { Kind = CutKind.ResetAfter, Way = Way.ToServer, Bytes = 1 }, ended.Token);
        await ended.CancelAsync();
        await cut;
        (Socket host, Socket server) = await relayed.ConnectAsync();
        await host.SendAsync(new byte[] { 1, 2 });
        Assert.Equal([1, 2], await RelayedServer.ReadAsync(server, 2));
        Assert.Equal(0, relayed.Relay.Hits);
    }
}
