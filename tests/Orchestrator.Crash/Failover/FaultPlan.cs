namespace Orchestrator.Crash.Failover;

/// <summary>Which faults come when.</summary>
internal static class FaultPlan
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    /// <summary>One silo after the other killed, at a steady pace; once a gateway, and once PostgreSQL stopped and started, between two of those.</summary>
    /// <param name="length">How long the load goes on.</param>
    /// <param name="every">The time between two kills of silos.</param>
    /// <param name="silos">How many silos there are.</param>
    public static IReadOnlyList<Fault> Kills(TimeSpan length, TimeSpan every, int silos)
    {
        List<Fault> faults = [];
        for (TimeSpan at = Calm; at + every <= length; at += every) faults.Add(new(at, $"silo{(faults.Count % silos) + 1}", FaultKind.Kill));
        if (faults.Count == 0) return faults;
        int third = faults.Count / 3;
        faults.Add(new(faults[third].At + (every / 2), "gateway1", FaultKind.Kill));
        faults.Add(new(faults[2 * third].At + (every / 2), "postgres", FaultKind.Restart));
        return [.. faults.OrderBy(fault => fault.At)];
    }

    /// <summary>Each silo stopped in order and started again, one after the other.</summary>
    /// <param name="silos">How many silos there are.</param>
    public static IReadOnlyList<Fault> Rolling(int silos) =>
        [.. Enumerable.Range(1, silos).Select(silo => new Fault(Calm * silo, $"silo{silo}", FaultKind.Restart))];
}
