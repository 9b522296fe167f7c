using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestrator.Gateway.Streams;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Streams;

namespace Orchestrator.Gateway.Tests.Streams;

/// <summary>Readers that take nothing, or to whom nothing is sent.</summary>
[SuppressMessage("Reliability", "CA2025", Justification = "Each task is awaited before its socket is let go.")]
public sealed class SlowReaderTests
{
    [Fact]
    public async Task A_reader_that_takes_nothing_is_cut_off_with_a_reason_while_others_and_the_writer_go_on()
    {
        await using TestHost host = await TestHost.StartAsync(null, null, "--Streams:WriteTimeout", "00:00:00.500");
        EventFeed feed = host.App.Services.GetRequiredService<EventFeed>();
        using Socket deaf = await ConnectAsync(host);
        await using Listener listener = await Listener.ListenAsync(host, "?types=session-created");
        await Eventually.TrueAsync(() => Task.FromResult(feed.Readers == 2));

        string text = new('x', 60_000); // more than all buffers on the way hold, after some
        long last = long.MaxValue;
        Task<long> hearing = HearAsync(listener, () => Volatile.Read(ref last));
        long written = 0;
        for (int i = 0; feed.Readers == 2; i++)
        {
            Assert.True(i < 1_000, "60 MB were taken by a reader that does not read");
            using Answer created = await host.PostAsync("/api/v1/sessions", new { id = $"s{i}", metadata = new { text } });
            written = created.Expect(HttpStatusCode.Created).Position;
        }

        Task<string> waking = ReadToEndAsync(deaf);
        Volatile.Write(ref last, written);
        using Answer end = await host.PostAsync("/api/v1/sessions", new { id = "end" });
        Assert.Equal(end.Position, await hearing);
        string received = await waking;

        Assert.Equal(1, feed.Readers);
        Assert.Contains("\n\nevent: stream-closed\ndata: {\"code\":\"slow-reader\"", received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_hears_nothing_gets_a_sign_of_life_and_a_place_that_moves_on()
    {
        var time = new ManualTime();
        await using TestHost host = await TestHost.StartAsync(services =>
        {
            services.RemoveAll<EventStreaming>();
            services.AddSingleton(all => ActivatorUtilities.CreateInstance<EventStreaming>(all, time));
        });
        using Socket socket = await ConnectAsync(host, "?types=session-ended");
        string begin = await ReadAsync(socket, text => text.Contains("\nid: ", StringComparison.Ordinal) && text.TrimEnd('\r', '\n').EndsWith("id: 0", StringComparison.Ordinal));
        using Answer created = await host.PostAsync("/api/v1/sessions", new { id = "unwanted" });
        EventFeed feed = host.App.Services.GetRequiredService<EventFeed>();
        await Eventually.TrueAsync(() => Task.FromResult(feed.Readers == 1));

        Task<string> reading = ReadAsync(socket, text => text.Contains($": heartbeat\nid: {created.Position}\n\n", StringComparison.Ordinal));
        while (!reading.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None));
        }

        Assert.Contains("retry: 1000\nid: 0\n\n", begin, StringComparison.Ordinal);
        Assert.DoesNotContain("event:", await reading, StringComparison.Ordinal);
    }

    // Up to the first event behind what was last written.
    private static async Task<long> HearAsync(Listener listener, Func<long> last)
    {
        while (true)
        {
            long position = (await listener.NextAsync())!.Data.GetProperty("position").GetInt64();
            if (position > last()) return position;
        }
    }

    private static async Task<Socket> ConnectAsync(TestHost host, string query = "")
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await socket.ConnectAsync(IPAddress.Loopback, host.Url.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/events{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        return socket;
    }

    private static Task<string> ReadToEndAsync(Socket socket) => ReadAsync(socket, text => text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal));

    // Chunk sizes stand between; each write of the host is small enough to be a chunk of its own.
    private static async Task<string> ReadAsync(Socket socket, Predicate<string> isEnough)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            int count = await socket.ReceiveAsync(buffer, patience.Token);
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            string end = text.ToString(Math.Max(0, text.Length - 2_000), Math.Min(2_000, text.Length));
            if (count == 0 || isEnough(end) || isEnough(WithoutChunks(end))) return WithoutChunks(text.ToString());
        }
    }

    private static string WithoutChunks(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, "\r\n[0-9a-f]+\r\n", string.Empty, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10));
}
