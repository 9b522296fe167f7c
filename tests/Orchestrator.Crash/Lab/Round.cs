using System.Data.Common;
using Orchestrator.Crash.Lab.Checks;
using Orchestrator.Crash.Lab.Faults;
using Orchestrator.Crash.Lab.History;
using Orchestrator.Crash.Lab.Hosts;
using Orchestrator.Crash.Lab.Stores;
using Orchestrator.Crash.Lab.Workload;

namespace Orchestrator.Crash.Lab;

/// <summary>
/// One round: a few lives of a host on one data folder, each with its faults and its end, then a last life without faults in which
/// what is not known is asked again, and the checks.
/// </summary>
/// <param name="plan">What is done.</param>
/// <param name="store">Where the journal is.</param>
/// <param name="program">The host's assembly.</param>
/// <param name="shim">The library of the faults.</param>
/// <param name="folder">A folder of its own, which is there.</param>
internal sealed class Round(RoundPlan plan, IRoundStore store, string program, string shim, string folder)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(90);

    // What a network does passes; a disk may fail for as long as the process lives.
    private readonly TimeSpan _workPatience = TimeSpan.FromSeconds(plan.IsOnPostgres ? 30 : 10);
    private readonly RoundHistory _history = new(Path.Combine(folder, "history.jsonl"));
    private readonly Findings _findings = new();
    private readonly LabAgent[] _agents = new LabAgent[plan.Agents];
    private int _rows;
    private long _fired;
    private long _lostSectors;

    private string Writes => Path.Combine(folder, "writes");

    private string Data => Path.Combine(folder, "data");

    /// <summary>Runs it.</summary>
    public async Task<RoundResult> RunAsync(CancellationToken stop)
    {
        for (int i = 0; i < plan.Agents; i++) _agents[i] = new LabAgent(i, plan.Agents, new Random(plan.SeedOf(i)), _history);
        Directory.CreateDirectory(Data);
        using (_history)
        {
            foreach (LifePlan life in plan.Lives)
            {
                _history.Life++;
                await LiveAsync(life, stop);
            }

            _history.Life++;
            if (await AuditAsync(stop)) await CheckAsync(stop);
            Operation[] operations = [.. _history.Operations];
            return new RoundResult(
                plan,
                folder,
                operations.Length,
                operations.Count(operation => operation.Outcome == Outcome.Acknowledged),
                operations.Count(operation => operation.Outcome == Outcome.Unknown),
                _rows,
                _history.Now,
                _fired + (store.Network?.Hits ?? 0),
                _lostSectors,
                [.. _history.Violations, .. _findings.All]);
        }
    }

    private LabHost Start(IReadOnlyDictionary<string, string> environment)
    {
        _history.Note("start", string.Empty);
        return LabHost.Start(
            program,
            Data,
            Path.Combine(folder, "host.log"),
            store.HostArguments,
            [.. environment, .. store.HostEnvironment]);
    }

    private async Task LiveAsync(LifePlan life, CancellationToken stop)
    {
        string controlFile = Path.Combine(folder, "control");
        using var control = new FaultControl(controlFile);
        using var ended = new CancellationTokenSource();
        var injector = new FaultInjector(life.Faults, control, store.Network, _history);
        Task early = injector.RunEarlyAsync(ended.Token);
        using (LabHost host = Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = shim,
            ["LAB_FOLDER"] = Data,
            ["LAB_CONTROL"] = controlFile,
            ["LAB_WRITES"] = Writes,
        }))
        {
            await LiveAsync(life, host, injector, ended, stop);
            await ended.CancelAsync();
            await host.KillAsync();
            await early;
        }

        _fired += control.Fired;
        WriteLog.Trim(Writes);
        if (!life.CutsPower) return;
        long lost = PowerCut.Run(Writes, Data, plan.SeedOf(plan.Agents + _history.Life));
        _history.Note("power cut", $"{lost} sectors lost");
        _lostSectors += lost;
    }

    private async Task LiveAsync(LifePlan life, LabHost host, FaultInjector injector, CancellationTokenSource ended, CancellationToken stop)
    {
        // What is left of the last process still hangs: the server takes it for alive, and the journal for its own.
        bool isWhole = store.Network?.IsWhole ?? true;
        if (life.End == LifeEnd.KillStarting)
        {
            await Task.Delay(life.EndAfter, TimeProvider.System, stop);
            await KillAsync(host);
            return;
        }

        if (!await host.WaitUntilReadyAsync(StartPatience, stop))
        {
            // A start may fail for want of the disk or the server; then the next one must not.
            if (!injector.HasEarly && isWhole) _history.Violate($"the host did not become ready in life {_history.Life}; {(host.HasEnded ? $"it ended with {host.ExitCode}" : "it still runs")}");
            else _history.Note("not ready", host.HasEnded ? $"{host.ExitCode}" : "still runs");
            await KillAsync(host);
            return;
        }

        using var client = new LabClient(host.Url, _history, AnswerPatience);
        int before = _history.Count;
#pragma warning disable CA2025 // It is awaited below.
        Task work = Task.WhenAll(_agents.Select(agent => agent.WorkAsync(client, ended.Token)));
#pragma warning restore CA2025
        Task faults = injector.RunAsync(host, ended.Token);
        await _history.WaitForAsync(before + life.Work, _workPatience + Outages(life), stop);
        if (life.Faults.Any(fault => fault.Kind == FaultKind.Stop)) await faults; // a process that is stopped is killed as any other
        if (host.HasEnded) _history.Violate($"the host ended by itself with {host.ExitCode} in life {_history.Life}");
        await EndAsync(host, life);
        await ended.CancelAsync();
        await Task.WhenAll(work, faults);
    }

    // There is work behind them too.
    private static TimeSpan Outages(LifePlan life) =>
        life.Faults.Where(fault => fault.Kind is FaultKind.Stop or FaultKind.Network).Aggregate(TimeSpan.Zero, (sum, fault) => sum + fault.Length);

    private async Task EndAsync(LabHost host, LifePlan life)
    {
        switch (life.End)
        {
            case LifeEnd.Kill:
                await KillAsync(host);
                break;
            case LifeEnd.KillStopping:
                _history.Note("term", string.Empty);
                await host.SignalAsync("TERM");
                await host.WaitForEndAsync(life.EndAfter);
                await KillAsync(host);
                break;
            default:
                await StopAsync(host);
                break;
        }
    }

    private async Task KillAsync(LabHost host)
    {
        _history.Note("kill", string.Empty);
        await host.KillAsync();
    }

    private async Task StopAsync(LabHost host)
    {
        _history.Note("term", string.Empty);
        await host.SignalAsync("TERM");
        if (!await host.WaitForEndAsync(StopPatience)) _history.Violate($"the host did not stop within {StopPatience}");
        else if (host.ExitCode != 0 && plan.Lives.Count < _history.Life) _history.Violate($"the host stopped with {host.ExitCode}");
        await host.KillAsync();
    }

    // A last life: what is not known is asked, everything is taken, and what was told is read back.
    private async Task<bool> AuditAsync(CancellationToken stop)
    {
        if (store.Network is { } network && !await network.WaitUntilEmptyAsync(SettlePatience, stop)) _history.Violate("the server keeps a connection of a process that was killed");
        using LabHost host = Start(new Dictionary<string, string>(StringComparer.Ordinal));
        if (!await host.WaitUntilReadyAsync(StartPatience, stop))
        {
            _history.Violate($"the host did not become ready after the last crash; {(host.HasEnded ? $"it ended with {host.ExitCode}" : "it still runs")}");
            await host.KillAsync();
            return false;
        }

        using var client = new LabClient(host.Url, _history, SettlePatience);
        foreach (LabAgent agent in _agents) await agent.AskAgainAsync(client, all: true, stop);
        foreach (LabAgent agent in _agents) await agent.RegisterAsync(client);
        await SettleAsync(client, stop);
        foreach (LabAgent agent in _agents) await agent.DrainAsync(client);
        foreach (Operation open in _agents.SelectMany(agent => agent.Doubtful))
            _history.Violate($"{open.Tag} ({open.Kind}) is not answered without faults either: {open.Status}");
        await ReadBackCheck.RunAsync(client, _history, _findings);
        await StopAsync(host);
        return true;
    }

    // What a crash held back between a message and its recipients, or an agent and its board, goes on by itself.
    private async Task SettleAsync(LabClient client, CancellationToken stop)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < SettlePatience)
        {
            (int status, string text) = await client.GetAsync("/aggregate?table=message_deliveries&function=count&groupBy=status");
            if (status == 200 && !text.Contains("\"pending\"", StringComparison.Ordinal)) return;
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, stop);
        }
    }

    private async Task CheckAsync(CancellationToken stop)
    {
        JournalFacts facts;
        store.Check(_findings);
        await using (DbConnection journal = store.Open()) facts = JournalFacts.Read(journal);
        if (plan.IsOnPostgres) await facts.WriteAsync(Path.Combine(folder, "journal.jsonl"), stop);
        _rows = facts.Rows.Count;
        EffectCheck.Run(_history, facts, _findings);
        OrderCheck.Run(_history, facts, _findings);
        FenceCheck.Run(facts, _findings);
        FileCheck.CheckTables(Data, _findings);
        CounterCheck.Run(Data, facts, _findings);
        await TableCheck.RunAsync(Data, store, Path.Combine(folder, "rebuilt"), _findings, stop);
    }
}
