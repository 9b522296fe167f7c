using Npgsql;
using Orchestrator.Crash.Cluster;
using Orchestrator.Crash.Failover;
using Orchestrator.Crash.Lab;
using Orchestrator.Testing;

// dotnet run -c Release --project tests/Orchestrator.Crash -- --help
const int Silos = 3;
string usage =
    $"""
    {LabSettings.Usage}

    failover: a cluster of processes, with kills of silos, gateways and PostgreSQL under load
    rolling: the same, each silo restarted in turn
      --minutes N   how long failover takes (3)
      --agents N    how many agents (100)
      --keep        leaves the logs and the data
      They need a host of the Orleans flavour; deploy/local-cluster.sh says how to build it.
    """;
if (args.Contains("--help") || args is ["help"])
{
    Console.WriteLine(usage);
    return 0;
}

string what = args.FirstOrDefault() ?? string.Empty;
if (what == "lab") return await StopSignals.WatchAsync(RunLabAsync);
double minutes = Option("--minutes", 3);
int agents = (int)Option("--agents", 100);
FailoverSettings? settings = what switch
{
    "failover" => new FailoverSettings
    {
        Name = "Kills",
        Agents = agents,
        Length = TimeSpan.FromMinutes(minutes),
        Faults = FaultPlan.Kills(TimeSpan.FromMinutes(minutes), TimeSpan.FromSeconds(20), Silos),
    },
    "rolling" => new FailoverSettings
    {
        Name = "Rolling restart",
        Agents = agents,
        Length = TimeSpan.FromMinutes(1.5),
        Faults = FaultPlan.Rolling(Silos),
    },
    _ => null,
};
if (settings is null)
{
    await Console.Error.WriteLineAsync(what.Length == 0 ? usage : $"'{what}' is not known: choose one.\n\n{usage}");
    return 2;
}

return await StopSignals.WatchAsync(stop => RunClusterAsync(settings, stop));

async Task<int> RunClusterAsync(FailoverSettings settings, CancellationToken stop)
{
    string folder = Directory.CreateTempSubdirectory("orchestrator-cluster-").FullName;
    var cluster = new LocalCluster(folder, Silos);
    try
    {
        await cluster.StartAsync(stop);
        FailoverReport report = await new FailoverRun(cluster, settings, Console.Error.WriteLine).RunAsync(stop);
        Console.WriteLine(report.ToMarkdown());
        return report.Violations.Count == 0 ? 0 : 1;
    }
    finally
    {
        await cluster.StopAsync(CancellationToken.None);
        if (!args.Contains("--keep")) Directory.Delete(folder, recursive: true);
    }
}

double Option(string name, double otherwise) => Array.IndexOf(args, name) is >= 0 and int at ? double.Parse(args[at + 1]) : otherwise;

async Task<int> RunLabAsync(CancellationToken stop)
{
    LabSettings lab;
    try
    {
        lab = LabSettings.Parse(args.AsSpan(1));
    }
    catch (FormatException error)
    {
        await Console.Error.WriteLineAsync(error.Message);
        return 2;
    }

    LabReport report;
    try
    {
        report = await LabCommand.RunAsync(lab, Console.Error.WriteLine, stop);
    }
    catch (NpgsqlException error)
    {
        await Console.Error.WriteLineAsync($"--store: the server can't be used: {error.Message}");
        return 2;
    }

    Console.WriteLine(report.ToMarkdown());
    if (lab.Report is not null) await File.WriteAllTextAsync(lab.Report, report.ToMarkdown(), CancellationToken.None);
    stop.ThrowIfCancellationRequested();
    return report.Failed > 0 == lab.ExpectLoss ? 0 : 1;
}
