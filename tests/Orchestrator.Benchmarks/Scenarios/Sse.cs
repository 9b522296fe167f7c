using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>
/// Readers of server-sent events beside writers, in a process of its own: how many events a second reach all of them
/// together, and how old an event is when a reader has it. The readers share the processor with the host.
/// </summary>
internal static class Sse
{
    private const int Offer = 1_000;

    public static async IAsyncEnumerable<Result> FanOutAsync(TimeSpan time)
    {
        foreach (int readers in (int[])[1, 10, 100, 1_000]) yield return await RunAsync(readers, time);
    }

    private static async Task<Result> RunAsync(int count, TimeSpan time)
    {
        // A thousand readers can be given fewer events on the same processor: as many as leave it time to write.
        int perSecond = count < 1_000 ? Offer : Offer / 10;
        await using HostProcess host = await HostProcess.StartAsync(Directory.CreateTempSubdirectory("bench-").FullName);
        using var stop = new CancellationTokenSource();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 2_000 }) { BaseAddress = host.Url };
        var readers = new Reader[count];
        for (int i = 0; i < count; i++) readers[i] = await Reader.OpenAsync(http, stop.Token);
        byte[][] bodies = [.. Enumerable.Range(0, 1_024).Select(i => JsonSerializer.SerializeToUtf8Bytes(
            Messages.New(AgentId.Parse($"sender-{i % 256}"), AgentId.Parse($"receiver-{i % 64}"), i), OrchestratorJson.Journal))];

        async Task SendAsync(int n)
        {
            using var content = new ByteArrayContent(bodies[n % bodies.Length]);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage answer = await host.Http.PostAsync(new Uri(host.Url, "/api/v1/messages"), content);
            answer.EnsureSuccessStatusCode();
        }

        await Offered.OpenAsync(perSecond, time / 4, SendAsync);
        long before = readers.Sum(reader => reader.Events);
        var watch = Stopwatch.StartNew();
        Latencies sends = await Offered.OpenAsync(perSecond, time, SendAsync);
        double rate = (readers.Sum(reader => reader.Events) - before) / watch.Elapsed.TotalSeconds;
        bool whole = await AllHaveTheSameAsync(readers);
        await stop.CancelAsync();
        await Task.WhenAll(readers.Select(reader => reader.Ended));
        double oldest = readers.Max(reader => reader.OldestMilliseconds);
        Directory.Delete(host.Folder, recursive: true);
        return new(
            $"server-sent events, {count:N0} readers, {perSecond:N0} messages/s offered",
            $"{rate:N0}/s in all, send p99 {sends.Percentile(99):N0} ms, oldest {oldest:N0} ms",
            "none missed",
            whole);
    }

    private static async Task<bool> AllHaveTheSameAsync(Reader[] readers)
    {
        var watch = Stopwatch.StartNew();
        long most = -1;
        while (watch.Elapsed < TimeSpan.FromSeconds(20))
        {
            long now = readers.Max(reader => reader.Events);
            if (now == most && readers.All(reader => reader.Events == most)) return true;
            most = now;
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None);
        }

        return false;
    }

    private sealed class Reader(Stream stream)
    {
        private long _events;

        public long Events => Interlocked.Read(ref _events);

        public double OldestMilliseconds { get; private set; }

        public Task Ended { get; private set; } = Task.CompletedTask;

        public static async Task<Reader> OpenAsync(HttpClient http, CancellationToken stop)
        {
            HttpResponseMessage answer = await http.GetAsync(
                new Uri(http.BaseAddress!, "/api/v1/events"), HttpCompletionOption.ResponseHeadersRead, stop);
            answer.EnsureSuccessStatusCode();
            var reader = new Reader(await answer.Content.ReadAsStreamAsync(stop));
            reader.Ended = reader.ReadAsync(stop);
            return reader;
        }

        // As little work as can be, for it is done where the host works: events are counted by their data lines.
        private async Task ReadAsync(CancellationToken stop)
        {
            byte[] buffer = new byte[64 * 1024];
            int kept = 0;
            try
            {
                while (await stream.ReadAsync(buffer.AsMemory(kept), stop) is > 0 and int count)
                {
                    kept = Count(buffer, kept + count);
                }
            }
            catch (OperationCanceledException)
            {
                // Measured.
            }
        }

        private int Count(byte[] buffer, int length)
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, length);
            ReadOnlySpan<byte> data = "\ndata: "u8;
            ReadOnlySpan<byte> at = "\"at\":\""u8;
            while (rest.IndexOf(data) is >= 0 and int found)
            {
                _events++;
                rest = rest[(found + data.Length)..];
                int when = _events % 64 == 0 ? rest.IndexOf(at) : -1;
                if (when >= 0 && when + at.Length + 24 <= rest.Length && DateTimeOffset.TryParse(System.Text.Encoding.ASCII.GetString(rest.Slice(when + at.Length, 24)), out DateTimeOffset then))
                    OldestMilliseconds = Math.Max(OldestMilliseconds, (TimeProvider.System.GetUtcNow() - then).TotalMilliseconds);
            }

            ReadOnlySpan<byte> end = rest[Math.Max(0, rest.Length - (data.Length - 1))..];
            end.CopyTo(buffer);
            return end.Length;
        }
    }
}
