using Orchestrator.Crash.Lab.Faults;

namespace Orchestrator.Crash.Lab;

/// <summary>All that a round's seed decides but the agents' own choices.</summary>
internal sealed record RoundPlan
{
    private const int LongStopEvery = 200;

    public required int Seed { get; init; }

    public required int Agents { get; init; }

    /// <summary>The host's write-ahead log: a small one starts over many times in a round.</summary>
    public required long WalBytes { get; init; }

    /// <summary>How many rows the journal gathers before it writes their places.</summary>
    public required int GatherRows { get; init; }

    /// <summary>Which faults are in it.</summary>
    public required IReadOnlyList<FaultKind> Kinds { get; init; }

    public required IReadOnlyList<LifePlan> Lives { get; init; }

    /// <summary>Makes the plan of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="allowed">The faults to choose from.</param>
    /// <param name="hasLongStops">Whether the first process is stopped for 30 s in one of 200 rounds, those with a seed that 200 divides.</param>
    public static RoundPlan Of(int seed, IReadOnlyList<FaultKind> allowed, bool hasLongStops)
    {
        var random = new Random(seed);
        bool isLong = hasLongStops && seed % LongStopEvery == 0;
        FaultKind[] kinds = allowed.Contains(FaultKind.LyingSync)
            ? [.. allowed]
            : [.. random.GetItems(allowed.ToArray(), random.Next(1, 4)).Concat(Always(allowed, isLong)).Distinct()];
        LifePlan[] lives = [.. Enumerable.Range(0, random.Next(2, 4)).Select(life => LifeOf(random, kinds, isLong && life == 0))];
        return new RoundPlan
        {
            Seed = seed,
            Agents = random.Next(3, 7),
            WalBytes = random.Next(3) switch { 0 => 1L << 20, 1 => 2L << 20, _ => 8L << 20 },
            GatherRows = random.Next(3) switch { 0 => 8, 1 => 100, _ => 8_192 },
            Kinds = kinds,
            Lives = lives,
        };
    }

    /// <summary>Whether the journal is on PostgreSQL.</summary>
    public bool IsOnPostgres => Kinds.Contains(FaultKind.Network);

    /// <summary>The seed of a part that chooses by itself: the same in each process, as a hash code is not.</summary>
    public int SeedOf(int part) => unchecked((Seed * 31) + part);

    public override string ToString() =>
        $"{string.Join('+', Kinds.Select(FaultNames.Of))}, {Agents} agents, log {WalBytes >> 20} MiB, {string.Join(", ", Lives.Select(life => $"{life.Work} operations to {life.End}{(life.CutsPower ? " and a power cut" : string.Empty)}"))}";

    private static IEnumerable<FaultKind> Always(IReadOnlyList<FaultKind> allowed, bool isLong)
    {
        if (allowed.Contains(FaultKind.Network)) yield return FaultKind.Network;
        if (isLong) yield return FaultKind.Stop;
    }

    private static LifePlan LifeOf(Random random, FaultKind[] kinds, bool isLong)
    {
        bool isCut = kinds.Contains(FaultKind.LyingSync) || (kinds.Contains(FaultKind.PowerCut) && random.Next(4) > 0);
        int work = random.Next(20, 250);
        LifeEnd end = random.Next(12) switch
        {
            < 7 => LifeEnd.Kill,
            < 8 => LifeEnd.KillStarting,
            < 10 => LifeEnd.KillStopping,
            _ => LifeEnd.Stop,
        };
        if (kinds.Contains(FaultKind.LyingSync)) end = LifeEnd.Kill;
        PlannedFault[] faults =
        [
            .. kinds
                .Where(kind => kind is not (FaultKind.Kill or FaultKind.PowerCut))
                .SelectMany(kind => Enumerable.Range(0, kind == FaultKind.Network ? random.Next(2, 5) : random.Next(1, 3)).Select(_ => FaultOf(kind, work, random, isLong)))
                .OrderBy(fault => fault.At),
        ];
        return new LifePlan
        {
            Work = work,
            End = end,
            EndAfter = TimeSpan.FromMilliseconds(end == LifeEnd.KillStarting ? random.Next(50, 900) : random.Next(0, 250)),
            CutsPower = isCut,
            Faults = faults,
        };
    }

    private static PlannedFault FaultOf(FaultKind kind, int work, Random random, bool isLong)
    {
        TimeSpan length = kind switch
        {
            FaultKind.Stop => TimeSpan.FromMilliseconds(isLong ? 30_000 : random.Next(200, 1_000)),
            // Now and then longer than the host waits for the server before it gives up.
            FaultKind.Network => TimeSpan.FromMilliseconds(random.Next(5) == 0 ? random.Next(3_000, 14_000) : random.Next(50, 1_500)),
            _ => TimeSpan.FromMilliseconds(random.Next(20, 400)),
        };
        // A host that starts in a cut does not start at all, and such a life shows little.
        bool isFromStart = kind != FaultKind.Stop && random.Next(kind == FaultKind.Network ? 20 : 5) == 0;
        return new PlannedFault(kind, isFromStart || kind == FaultKind.LyingSync ? 0 : random.Next(1, work), length, random.Next());
    }
}
