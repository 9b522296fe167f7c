using System.Diagnostics;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>A board with very many tasks: what it takes to see and to claim the ready ones.</summary>
internal static class TaskBoards
{
    private const int Claimers = 200;

    public static async IAsyncEnumerable<Result> RunAsync(int tasks, TimeSpan time)
    {
        await using InProcessHost host = await InProcessHost.StartAsync();
        var id = TaskBoardId.Parse("board");
        ITaskBoardGrain board = host.Grains.GetGrain<ITaskBoardGrain>(id.Value);
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, tasks), new ParallelOptions { MaxDegreeOfParallelism = 512 }, async (n, _) =>
            await board.Create(new()
            {
                Id = TaskId.Parse($"task-{n}"),
                Title = $"Task {n} of very many",
                Board = id,
                Priority = (Priority)(1 + (n % 4)),
                RequiredCapabilities = n % 3 == 0 ? ["csharp"] : n % 3 == 1 ? ["sql", "csharp"] : null,
            }));
        yield return new($"tasks created on one board, 512 callers", $"{tasks / watch.Elapsed.TotalSeconds:N0}/s", "reported", null);

        var ready = new Latencies();
        for (int n = 0; n < 200; n++)
        {
            watch.Restart();
            if ((await board.ListReady(50)).Count != 50) throw new InvalidOperationException("not 50 ready tasks");
            ready.Add(watch.Elapsed);
        }

        double p99 = ready.Percentile(99);
        yield return new(
            $"ready: the 50 most urgent of {tasks:N0}, from the board", $"p50 {ready.Percentile(50):N2} ms, p99 {p99:N2} ms", "p99 < 10 ms", p99 < 10);
        await host.ProjectedAsync();
        using var http = new HttpClient();
        var listed = new Latencies();
        for (int n = 0; n < 120; n++)
        {
            watch.Restart();
            await http.GetStringAsync(new Uri(host.Url, "/api/v1/tasks/ready?board=board"));
            if (n >= 20) listed.Add(watch.Elapsed); // the first ones compile
        }

        p99 = listed.Percentile(99);
        yield return new(
            $"ready: the same over HTTP, a page of 50 and the count", $"p50 {listed.Percentile(50):N2} ms, p99 {p99:N2} ms", "p50 < 10 ms", listed.Percentile(50) < 10);

        var claimed = new Dictionary<TaskId, int>();
        Lock taken = new();
        double rate = await Offered.ClosedAsync(Claimers, time / 2, async (claimer, _) =>
        {
            Committed<TaskView?> next = await board.ClaimNext(new()
            {
                AgentId = AgentId.Parse($"agent-{claimer}"),
                Capabilities = claimer % 2 == 0 ? ["csharp", "sql"] : ["csharp"],
                LeaseSeconds = 3_600,
            });
            if (next.Value is not { } task) return;
            lock (taken) claimed[task.Id] = claimed.GetValueOrDefault(task.Id) + 1;
        });
        bool once = claimed.Values.All(times => times == 1);
        yield return new(
            $"claim-next, durable, {Claimers} claimers, {tasks:N0} tasks",
            $"{rate:N0}/s, {claimed.Count:N0} claimed{(once ? ", each once" : ", SOME TWICE")}", "2,000/s", rate >= 2_000 && once);
    }
}
