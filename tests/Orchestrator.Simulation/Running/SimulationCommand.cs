using System.Diagnostics;
using Orchestrator.Simulation.Execution;
using Orchestrator.Simulation.Workloads;

namespace Orchestrator.Simulation.Running;

/// <summary>Runs what the options say.</summary>
/// <param name="output">Gets what is found.</param>
internal sealed class SimulationCommand(TextWriter output)
{
    private const long SchedulesInTurn = 2_000;

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Contains("--help"))
        {
            output.WriteLine(Options.Help());
            return 0;
        }

        Options options;
        try
        {
            options = Options.Parse(arguments);
        }
        catch (FormatException error)
        {
            output.WriteLine(error.Message);
            output.WriteLine(Options.Help());
            return 2;
        }

        if (options.IsTraced) return OnOwnThread(() => Trace(options));
        bool ok = options.Time is { } time ? RunFor(options, time) : options.Workloads.All(kind => Explore(kind, options, options.Seed, options.Schedules));
        return ok ? 0 : 1;
    }

    private bool RunFor(Options options, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        for (ulong seed = options.Seed; watch.Elapsed < time; seed += SchedulesInTurn)
        {
            if (!options.Workloads.All(kind => Explore(kind, options, seed, SchedulesInTurn))) return false;
        }

        return true;
    }

    private bool Explore(WorkloadKind kind, Options options, ulong seed, long schedules)
    {
        var watch = Stopwatch.StartNew();
        var exploration = new Exploration(kind, options.Bugs);
        exploration.Run(seed, schedules, options.Threads);
        output.WriteLine(
            $"{kind.Name}: {exploration.Done} schedules from seed {seed}, {exploration.Steps / Math.Max(1, exploration.Done)} steps each, "
            + $"{exploration.Done / watch.Elapsed.TotalMinutes:0} a minute, digest {exploration.Digest:x16}");
        if (exploration.Failed is not { } failed) return true;
        OnOwnThread(() =>
        {
            using var pool = new ThreadPoolCapture();
            FailureReport.Write(output, kind, options.Bugs, new(kind, pool, options.Bugs), failed);
            return 1;
        });
        return false;
    }

    private int Trace(Options options)
    {
        using var pool = new ThreadPoolCapture();
        WorkloadKind kind = options.Workloads[0];
        Outcome outcome = new Schedule(kind, pool, options.Bugs).Run(options.Seed, inWords: true);
        foreach (string line in outcome.Trace.Lines) output.WriteLine(line);
        output.WriteLine($"{kind.Name}: seed {outcome.Seed}, {outcome.Steps} steps, digest {outcome.Trace.Digest:x16}, wrong: {FailureReport.Words(outcome.Error)}");
        if (outcome.Error is { InnerException: { } inner }) output.WriteLine(inner);
        return outcome.Error is null ? 0 : 1;
    }

    private static int OnOwnThread(Func<int> code)
    {
        int result = 0;
        var thread = new Thread(() => result = code());
        thread.Start();
        thread.Join();
        return result;
    }
}
