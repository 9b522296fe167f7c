using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>Many things in one request: a bulk insert, and transactions over several grains.</summary>
internal static class Together
{
    public static async IAsyncEnumerable<Result> BulkAsync(int sessions)
    {
        await using HostProcess host = await HostProcess.StartAsync(Directory.CreateTempSubdirectory("bench-").FullName);
        await PostAsync(host, "warm", 500); // as a host that has run for a while
        double[] seconds = new double[3];
        for (int run = 0; run < seconds.Length; run++)
        {
            var watch = Stopwatch.StartNew();
            int inserted = await PostAsync(host, $"run{run}", sessions);
            seconds[run] = inserted == sessions ? watch.Elapsed.TotalSeconds : double.PositiveInfinity;
        }

        yield return new(
            $"{sessions:N0} sessions in one bulk insert over HTTP",
            $"{string.Join(", ", seconds.Select(s => $"{s:N2} s"))}", "< 2 s", seconds.Max() < 2);
        Directory.Delete(host.Folder, recursive: true);
    }

    public static async IAsyncEnumerable<Result> TransactionsAsync(TimeSpan time)
    {
        await using InProcessHost host = await InProcessHost.StartAsync();
        for (int i = 0; i < 256; i++) await host.Grains.GetGrain<ISessionGrain>($"s{i}").Create(new());
        int next = 0;
        double rate = await Offered.ClosedAsync(64, time / 2, async (caller, n) =>
        {
            var first = SessionId.Parse($"s{(caller * 4) % 256}");
            var second = SessionId.Parse($"s{((caller * 4) + 1 + (n % 3)) % 256}");
            ITransactionGrain transaction = host.Grains.GetGrain<ITransactionGrain>($"t{Interlocked.Increment(ref next)}");
            await transaction.Run(new()
            {
                Commands =
                [
                    new LogSessionEventCommand { SessionId = first, Body = new() { EventType = "moved_out" } },
                    new LogSessionEventCommand { SessionId = second, Body = new() { EventType = "moved_in" } },
                ],
            });
        });
        yield return new("transactions over two grains, 64 callers", $"{rate:N0}/s", "reported", null);
    }

    private static async Task<int> PostAsync(HostProcess host, string prefix, int count)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new
        {
            sessions = Enumerable.Range(0, count).Select(i => new
            {
                id = $"{prefix}-{i}",
                type = "department",
                name = $"dept-{i}",
                workspace = $"/workspace/dept{i}",
            }),
        }));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await host.Http.PostAsync(new Uri(host.Url, "/api/v1/sessions:batch"), content);
        answer.EnsureSuccessStatusCode();
        using JsonDocument body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        return body.RootElement.GetProperty("inserted").GetInt32();
    }
}
