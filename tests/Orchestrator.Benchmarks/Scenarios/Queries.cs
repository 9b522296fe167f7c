using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>What people and dashboards ask a host with a long past: the lists, the search and the counts of the API.</summary>
internal static class Queries
{
    private const int Times = 100;
    private const double GoalMilliseconds = 20;

    private static readonly ConversationId Conversation =
        ConversationId.Direct(AgentId.Parse("past-sender-7"), AgentId.Parse("past-receiver-7"));

    // The words of Messages.Content are numbered: "message" and "branch14" are in nearly all messages, "42" alone in one of thousands.
    private static string[] Asked { get; } =
    [
        "messages?pageSize=50",
        "messages?from=past-sender-7&pageSize=50",
        "messages?type=request&pageSize=50",
        $"messages?conversationId={Conversation}&pageSize=50",
        $"conversations/{Conversation}/messages?pageSize=50",
        "messages?to=past-receiver-7&pageSize=50",
        "messages?from=past-sender-7&to=past-receiver-7&type=request&pageSize=50",
        "messages?between=past-sender-7,past-receiver-7&limit=50",
        "conversations?pageSize=50",
        "agents?pageSize=50",
        "agents/past-receiver-7/statistics",
        "agents/past-receiver-7/activity",
        "search?q=branch14&limit=20",
        "search?q=message%2042&limit=20",
        "search?q=branch1*&limit=20",
        "search?q=nowhere&limit=20",
        "aggregate?table=message_deliveries&function=count&groupBy=status",
        "aggregate?table=messages&function=count&groupBy=type",
        "status",
    ];

    /// <summary>Asks each of them, one after the other.</summary>
    /// <param name="messages">How many messages the past has.</param>
    public static async IAsyncEnumerable<Result> RunAsync(int messages)
    {
        string folder = Directory.CreateTempSubdirectory("bench-").FullName;
        await History.WriteAsync(folder, messages);
        await using (HostProcess first = await HostProcess.StartAsync(folder))
        {
            var watch = Stopwatch.StartNew();
            await WholeProcess.ProjectedAsync(first);
            yield return new(
                $"tables of {messages:N0} messages", $"{messages * 4L / watch.Elapsed.TotalSeconds:N0} events/s", "reported", null);
            await first.TerminateAsync();
        }

        await using (HostProcess host = await HostProcess.StartAsync(folder))
        {
            yield return new($"ready with {messages:N0} messages", $"{host.ReadyAfter.TotalSeconds:N2} s", "< 5 s", host.ReadyAfter.TotalSeconds < 5);
            foreach (string query in Asked)
            {
                double[] took = await TimeAsync(host, query);
                double p99 = took[(int)(took.Length * 0.99)];
                yield return new(
                    $"GET /{Uri.UnescapeDataString(query)}, {messages:N0} messages",
                    string.Create(CultureInfo.InvariantCulture, $"p50 {took[took.Length / 2]:N1} ms, p99 {p99:N1} ms"),
                    $"< {GoalMilliseconds} ms",
                    p99 < GoalMilliseconds);
            }

            await host.TerminateAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<double[]> TimeAsync(HostProcess host, string query)
    {
        var took = new double[Times];
        for (int n = -3; n < Times; n++)
        {
            long began = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await host.Http.GetAsync(new Uri(host.Url, $"/api/v1/{query}"));
            using JsonDocument body = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
            if (n >= 0) took[n] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(took);
        return took;
    }
}
