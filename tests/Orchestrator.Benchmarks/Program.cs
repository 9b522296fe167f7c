using Orchestrator.Benchmarks.Comparison;
using Orchestrator.Benchmarks.Curves;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Benchmarks.Report;
using Orchestrator.Benchmarks.Scenarios;
using Orchestrator.Benchmarks.Soak;

// dotnet run -c Release --project tests/Orchestrator.Benchmarks [-- [--seconds N] [--messages N] [--agents N] [--store "Host=…;Database=…"] [scenario …]]
// --messages: how long a past the scenario "queries" has (100000; some 5 KB of disk each).
// --agents: how many the scenario "registered" has (100000).
// --store: the journal alone on PostgreSQL; the other scenarios stay on SQLite.
// … -- compare|curves --help: ours beside others; how ours behaves as load and data grow.
if (args is ["compare", ..]) return await Command.RunAsync(token => CompareCommand.RunAsync(args[1..], token));
if (args is ["curves", ..]) return await Command.RunAsync(token => CurvesCommand.RunAsync(args[1..], token));
if (args is ["soak", ..]) return await Command.RunAsync(token => SoakCommand.RunAsync(args[1..], token));

TimeSpan time;
int messages;
int agents;
string? postgres;
IReadOnlyList<string> wanted;
try
{
    var options = new CommandOptions(args);
    time = TimeSpan.FromSeconds(options.Number("--seconds", 10));
    messages = options.Number("--messages", 100_000);
    agents = options.Number("--agents", 100_000);
    postgres = options.Text("--store");
    wanted = options.Names;
}
catch (UsageException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}

(string Name, Func<IAsyncEnumerable<Result>> Run)[] scenarios =
[
    ("engine", () => Engine.CallsAsync(time)),
    ("journal", () => RawJournal.AppendsAsync(time, postgres)),
    ("sends", () => InProcess.SendsAsync(time)),
    ("cycles", () => InProcess.CyclesAsync(time)),
    ("latency", () => InProcess.LatencyAsync(time)),
    ("http", () => WholeProcess.HttpSendsAsync(time)),
    ("client", () => WholeProcess.ClientSendsAsync(time)),
    ("mcp", () => McpTools.RoundTripsAsync(time)),
    ("polling", () => LongPolling.InProcessAsync(time)),
    ("polling-http", () => LongPolling.HttpAsync(time)),
    ("fan-out", () => FanOut.RunAsync(10_000)),
    ("sse", () => Sse.FanOutAsync(time)),
    ("backlog", () => Backlog.RunAsync(100_000)),
    ("any-of", () => AnyOf.RunAsync(64, 20_000)),
    ("tasks", () => TaskBoards.RunAsync(100_000, time)),
    ("bulk", () => Together.BulkAsync(10_000)),
    ("transactions", () => Together.TransactionsAsync(time)),
    ("lag", () => Tables.LagAsync(time)),
    ("rebuild", () => Tables.RebuildAsync(100_000)),
    ("queries", () => Queries.RunAsync(messages)),
    ("registered", () => RegisteredAgents.RunAsync(agents, time)),
    ("long", () => InProcess.LongConversationAsync(time)),
    ("cluster-1", () => Cluster.ThroughputAsync(1, time)),
    ("cluster-2", () => Cluster.ThroughputAsync(2, time)),
    ("cluster-3", () => Cluster.ThroughputAsync(3, time)),
    ("start", () => WholeProcess.StartAndIdleAsync(1_000_000, time)),
];

string[] unknown = [.. wanted.Except(scenarios.Select(s => s.Name))];
if (unknown.Length > 0)
{
    await Console.Error.WriteLineAsync($"unknown: {string.Join(", ", unknown)}; there are: {string.Join(", ", scenarios.Select(s => s.Name))}");
    return 2;
}

Console.WriteLine($"{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, {time.TotalSeconds:N0} s each\n");
Console.WriteLine($"{"scenario",-12} {"what",-72} {"measured",-38} {"target",-16}");
bool missed = false;
foreach ((string name, Func<IAsyncEnumerable<Result>> run) in scenarios)
{
    if (wanted.Count > 0 && !wanted.Contains(name)) continue;
    await foreach (Result result in run())
    {
        missed |= result.Reached == false;
        string mark = result.Reached switch { true => "reached", false => "MISSED", null => string.Empty };
        Console.WriteLine($"{name,-12} {result.What,-72} {result.Measured,-38} {result.Target,-16} {mark}");
    }
}

return missed ? 1 : 0;
