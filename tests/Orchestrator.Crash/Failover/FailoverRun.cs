using Orchestrator.Crash.Checks;
using Orchestrator.Crash.Cluster;
using Orchestrator.Crash.Load;

namespace Orchestrator.Crash.Failover;

/// <summary>A load on a cluster, faults while it goes on, and a check of all that was said.</summary>
/// <param name="cluster">A cluster that serves.</param>
/// <param name="settings">How much of everything.</param>
/// <param name="say">Hears of what happens.</param>
internal sealed class FailoverRun(LocalCluster cluster, FailoverSettings settings, Action<string> say)
{
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainTime = TimeSpan.FromMinutes(3);

    private readonly History _history = new();
    private readonly List<(Fault Fault, TimeSpan Done)> _done = [];

    /// <summary>Runs it.</summary>
    /// <returns>What was seen.</returns>
    public async Task<FailoverReport> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Uri> gateways = await cluster.GatewaysAsync(cancellationToken);
        using var http = new ClusterHttp(gateways);
        var fleet = new AgentFleet(http, _history, settings.Agents, settings.SendEvery);
        await fleet.RegisterAsync(cancellationToken);
        using var noSends = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeSpan began = _history.Now;
        Task load = fleet.RunAsync(noSends.Token, stop.Token);
        foreach (Fault fault in settings.Faults) await DoAsync(fault, began, cancellationToken);
        await WaitUntilAsync(began + settings.Length, cancellationToken);
        TimeSpan ended = _history.Now;
        await noSends.CancelAsync();
        say($"{ended - began:mm\\:ss} sends end: {_history.Sends.Count} acknowledged");
        bool drained = await DrainAsync(http, gateways.Count, cancellationToken);
        await stop.CancelAsync();
        await load;
        Verdict verdict = await new Checker(http, _history, gateways.Count).CheckAsync(cancellationToken);
        if (!drained) verdict = verdict with { Violations = [.. verdict.Violations, $"after {DrainTime} there were open deliveries still"] };
        return new FailoverReport(settings, _history, began, ended, _done, verdict, http.Failures);
    }

    private async Task DoAsync(Fault fault, TimeSpan began, CancellationToken cancellationToken)
    {
        await WaitUntilAsync(began + fault.At, cancellationToken);
        TimeSpan at = _history.Now;
        say($"{at - began:mm\\:ss} {fault.Words}");
        if (fault.Kind == FaultKind.Kill)
        {
            await cluster.KillAsync(fault.Part, cancellationToken);
            await Task.Delay(Down, TimeProvider.System, cancellationToken);
        }

        await cluster.RestartAsync(fault.Part, cancellationToken);
        say($"{_history.Now - began:mm\\:ss} {fault.Part} is there again");
        _done.Add((fault, at));
    }

    private async Task WaitUntilAsync(TimeSpan at, CancellationToken cancellationToken)
    {
        if (at - _history.Now is var rest && rest > TimeSpan.Zero) await Task.Delay(rest, TimeProvider.System, cancellationToken);
    }

    // Until both gateways' tables say that all that was sent is acknowledged.
    private async Task<bool> DrainAsync(ClusterHttp http, int gateways, CancellationToken cancellationToken)
    {
        TimeSpan until = _history.Now + DrainTime;
        for (int gateway = 0; gateway < gateways;)
        {
            IReadOnlyDictionary<string, long> counts = await Deliveries.CountAsync(http, gateway, cancellationToken);
            if (counts.Keys.All(state => state == Deliveries.Acknowledged) && counts.Values.Sum() >= _history.Sends.Count)
            {
                gateway++;
                continue;
            }

            if (_history.Now > until) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
        }

        return true;
    }
}
