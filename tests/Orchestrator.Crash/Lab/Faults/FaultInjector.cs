using Orchestrator.Crash.Lab.History;
using Orchestrator.Crash.Lab.Hosts;
using Orchestrator.Crash.Lab.Network;

namespace Orchestrator.Crash.Lab.Faults;

/// <summary>Does to a host what is planned, when it is planned.</summary>
internal sealed class FaultInjector(IReadOnlyList<PlannedFault> faults, FaultControl control, Relay? network, RoundHistory history)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Whether some are there from the start of the process.</summary>
    public bool HasEarly => faults.Any(IsEarly);

    /// <summary>Does what is there from the start; returns when that is over.</summary>
    public Task RunEarlyAsync(CancellationToken ended) => Task.WhenAll(faults.Where(IsEarly).Select(fault => DoAsync(fault, host: null, ended)));

    /// <summary>Does the rest, one after the other; returns when all is over.</summary>
    public async Task RunAsync(LabHost host, CancellationToken ended)
    {
        int before = history.Count;
        List<Task> all = [];
        foreach (PlannedFault fault in faults.Where(fault => !IsEarly(fault)))
        {
            if (!await history.WaitForAsync(before + fault.At, Patience, ended)) break;
            if (fault.Kind == FaultKind.Stop) await DoAsync(fault, host, ended);
            else all.Add(DoAsync(fault, host, ended));
        }

        await Task.WhenAll(all);
    }

    private static bool IsEarly(PlannedFault fault) => fault.At == 0;

    private async Task DoAsync(PlannedFault fault, LabHost? host, CancellationToken ended)
    {
        string detail = fault.Kind switch
        {
            FaultKind.Clock => FaultRules.ClockOffset(fault).ToString(),
            FaultKind.Network => NetworkCut.Of(fault).ToString(),
            _ => string.Join("; ", FaultRules.Of(fault)),
        };
        history.Note($"begin {FaultNames.Of(fault.Kind)}", $"{detail} for {fault.Length}");
        switch (fault.Kind)
        {
            case FaultKind.Stop:
                await host!.SignalAsync("STOP");
                await Task.Delay(fault.Length, TimeProvider.System, CancellationToken.None);
                await host.SignalAsync("CONT");
                break;
            case FaultKind.Clock:
                control.SetClock(FaultRules.ClockOffset(fault));
                break;
            case FaultKind.Network:
                await network!.CutAsync(NetworkCut.Of(fault), ended);
                break;
            default:
                int[] rules = [.. FaultRules.Of(fault).Select(control.Begin)];
                if (fault.Kind is not (FaultKind.NoSpace or FaultKind.SlowSync)) return; // ends after some calls, or with the process
                await Task.Delay(fault.Length, TimeProvider.System, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                foreach (int rule in rules) control.End(rule);
                break;
        }

        history.Note($"end {FaultNames.Of(fault.Kind)}", string.Empty);
    }
}
