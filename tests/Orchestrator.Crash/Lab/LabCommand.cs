using Orchestrator.Crash.Lab.Faults;
using Orchestrator.Crash.Lab.Hosts;
using Orchestrator.Crash.Lab.Stores;

namespace Orchestrator.Crash.Lab;

/// <summary>Runs rounds, some at a time, and says what came of them.</summary>
internal static class LabCommand
{
    // All of them stand in violations.txt of the round's folder.
    private const int MostSaid = 8;
    private const int MostLength = 600;

    /// <summary>Runs them. Without PostgreSQL the network is left out of the faults, and said so.</summary>
    /// <param name="settings">Which.</param>
    /// <param name="say">Takes lines for people.</param>
    /// <param name="stop">Ends it. Rounds under way count for nothing.</param>
    /// <returns>What came of the rounds that were done.</returns>
    public static async Task<LabReport> RunAsync(LabSettings settings, Action<string> say, CancellationToken stop)
    {
        if (settings.Store is null && settings.Faults.Contains(FaultKind.Network) && !PostgresServer.IsInstalled)
        {
            say("network: skipped, as PostgreSQL is not installed here (Debian: apt-get install postgresql) and no --store is given");
            settings = settings with { Faults = [.. settings.Faults.Where(kind => kind != FaultKind.Network)] };
            if (settings.Faults.Count == 0) return new LabReport(settings);
        }

        await using PostgresServer? server = settings.Faults.Contains(FaultKind.Network) ? await PostgresServer.StartAsync(settings.Store, stop) : null;
        string program = settings.Host ?? await HostBinary.BuildAsync(stop);
        string root = settings.Out is { } folder ? Directory.CreateDirectory(folder).FullName : Directory.CreateTempSubdirectory("orchestrator-lab-").FullName;
        string shim = await ShimLibrary.BuildAsync(root, stop);
        var report = new LabReport(settings);
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(settings.Seed, settings.Rounds),
                new ParallelOptions { MaxDegreeOfParallelism = settings.Parallel, CancellationToken = stop },
                async (seed, token) =>
                {
                    RoundPlan plan = RoundPlan.Of(seed, settings.Faults, settings.LongStops);
                    string place = Directory.CreateDirectory(Path.Combine(root, $"seed-{seed}")).FullName;
                    RoundResult result = await RunAsync(plan, server, program, shim, place, token);
                    report.Add(result);
                    bool isGood = result.Violations.Count == 0;
                    if (isGood && !settings.Keep) Directory.Delete(place, recursive: true);
                    say($"seed {seed}: {(isGood ? "ok" : "FAILED")}, {plan}; {result.Acknowledged} of {result.Operations} acknowledged, {result.Unknown} unknown, {result.Rows} rows, {result.Fired} calls or connections hit, {result.LostSectors} sectors lost, {result.Took.TotalSeconds:0.0} s");
                    if (isGood) return;
                    await File.WriteAllLinesAsync(Path.Combine(place, "violations.txt"), result.Violations, token);
                    foreach (string violation in result.Violations.Take(MostSaid)) say($"  {violation[..Math.Min(violation.Length, MostLength)]}");
                    say($"  kept in {place}; again: dotnet run -c Release --project tests/Orchestrator.Crash -- lab --seed {seed} --rounds 1 --keep{FaultsOf(settings)}");
                });
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            say("stopped; what was done until then:");
        }

        if (settings.Out is null && report.Failed == 0 && !settings.Keep) Directory.Delete(root, recursive: true);
        return report;
    }

    private static async Task<RoundResult> RunAsync(RoundPlan plan, PostgresServer? server, string program, string shim, string place, CancellationToken stop)
    {
        try
        {
            await using IRoundStore store = plan.IsOnPostgres
                ? await PostgresRoundStore.CreateAsync(server!, plan.Seed, stop)
                : new SqliteRoundStore(plan, Path.Combine(place, "data"));
            return await new Round(plan, store, program, shim, place).RunAsync(stop);
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            // A round that can't be finished or checked is a failed one; the others go on.
            return new RoundResult(plan, place, 0, 0, 0, 0, TimeSpan.Zero, 0, 0, [$"the round broke: {error}"]);
        }
    }

    private static string FaultsOf(LabSettings settings) =>
        (settings.Faults.SequenceEqual(FaultNames.Usual) ? string.Empty : $" --faults {string.Join(',', settings.Faults.Select(FaultNames.Of))}")
        + (settings.LongStops ? " --long-stops" : string.Empty);
}
