using System.Diagnostics;
using Orchestrator.Fuzz;
using Orchestrator.Fuzz.Hosting;
using Orchestrator.Fuzz.Parsers;
using Orchestrator.Testing;

const string Usage = """
    dotnet run -c Release --project tests/Orchestrator.Fuzz -- faces|parsers|all [options]

    faces    a host of its own is sent requests to every operation and MCP tool, whole and broken, over HTTP, as bytes and over the relay's pipes
    parsers  every parser is given inputs directly
      --minutes N   how long (1); of all, each
      --seed N      where to begin; the same seed makes the same inputs (a random one, printed)
      --keep DIR    writes what found something, and the first input that reached each operation and tool, as a corpus

    Ends with 1 when anything is wrong.
    """;

string what = args.FirstOrDefault() ?? string.Empty;
if (what is not ("faces" or "parsers" or "all"))
{
    await Console.Error.WriteLineAsync(Usage);
    return 2;
}

TimeSpan time = TimeSpan.FromMinutes(Option("--minutes") is { } minutes ? double.Parse(minutes) : 1);
ulong seed = Option("--seed") is { } given ? ulong.Parse(given) : (ulong)Random.Shared.NextInt64(1, 1_000_000_000);
Console.WriteLine($"seed {seed}");
return await StopSignals.WatchAsync(async stop =>
{
    bool wrong = false;
    if (what is "faces" or "all") wrong |= await FacesAsync(stop);
    if (what is "parsers" or "all") wrong |= Parsers(stop);
    return wrong ? 1 : 0;
});

async Task<bool> FacesAsync(CancellationToken stop)
{
    await using FuzzedHost host = await FuzzedHost.StartAsync(stop);
    using var fuzzer = new FaceFuzzer(host, Console.WriteLine) { Keep = Option("--keep") };
    int replayed = await fuzzer.ReplayAsync(Path.Combine(AppContext.BaseDirectory, "corpus"), stop);
    Console.WriteLine($"{replayed} kept inputs replayed");
    var memory = new MemoryWatch(host);
    var watch = Stopwatch.StartNew();
    for (ulong batch = seed; watch.Elapsed < time; batch++)
    {
        await fuzzer.HttpBatchAsync(batch, stop);
        await fuzzer.RawBatchAsync(batch, stop);
        await fuzzer.McpBatchAsync(batch, stop);
        if ((batch - seed) % 5 == 0) await fuzzer.StdioBatchAsync(batch, stop);
        await memory.LookAsync(watch.Elapsed, fuzzer.Requests, stop);
    }

    Console.WriteLine($"{fuzzer.Requests:N0} requests in {watch.Elapsed.TotalMinutes:N1} min; {fuzzer.Answers}");
    Console.WriteLine($"operations:\n{fuzzer.Operations}\ntools:\n{fuzzer.Tools}");
    IReadOnlyList<string> missing = [.. fuzzer.Operations.Missing(fuzzer.AllOperations), .. fuzzer.Tools.Missing(fuzzer.AllTools)];
    Console.WriteLine($"{fuzzer.AllOperations.Count} operations and {fuzzer.AllTools.Count} tools; not asked: {Join(missing)}; asked and never done: {Join([.. fuzzer.Operations.NeverDone(fuzzer.AllOperations), .. fuzzer.Tools.NeverDone(fuzzer.AllTools)])}");
    Console.WriteLine(memory);
    Console.WriteLine($"{fuzzer.Findings.Count} findings");
    if (!fuzzer.Findings.IsEmpty) await File.WriteAllTextAsync(Path.Combine(Option("--keep") ?? Path.GetTempPath(), "fuzzed-host.log"), host.Output, CancellationToken.None);
    return !fuzzer.Findings.IsEmpty || missing.Count > 0 || !memory.Flat;
}

bool Parsers(CancellationToken stop)
{
    var fuzzer = new ParserFuzzer();
    var watch = Stopwatch.StartNew();
    for (ulong batch = seed; watch.Elapsed < time; batch++) fuzzer.Run(batch, stop);
    Console.WriteLine($"{fuzzer.Inputs:N0} inputs to {ParserTargets.All.Count} parsers in {watch.Elapsed.TotalMinutes:N1} min\n{fuzzer}");
    foreach (Finding finding in fuzzer.Findings) Console.WriteLine(finding);
    Console.WriteLine($"{fuzzer.Findings.Count} findings");
    return fuzzer.Findings.Count > 0;
}

static string Join(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;
