namespace Orchestrator.Crash.Lab.Faults;

/// <summary>How faults are called on the command line.</summary>
internal static class FaultNames
{
    private static readonly Dictionary<string, FaultKind> ByName = new(StringComparer.Ordinal)
    {
        ["kill"] = FaultKind.Kill,
        ["stop"] = FaultKind.Stop,
        ["enospc"] = FaultKind.NoSpace,
        ["eio"] = FaultKind.InputOutputError,
        ["slow-fsync"] = FaultKind.SlowSync,
        ["short-write"] = FaultKind.ShortWrite,
        ["failed-fsync"] = FaultKind.FailedSync,
        ["power-cut"] = FaultKind.PowerCut,
        ["torn-page"] = FaultKind.PowerCut,
        ["clock"] = FaultKind.Clock,
        ["network"] = FaultKind.Network,
        ["lying-fsync"] = FaultKind.LyingSync,
    };

    /// <summary>The names that may be given.</summary>
    public static string All => string.Join(',', ByName.Keys);

    /// <summary>What a host with the SQLite journal must stand: all but lies, which nothing can stand, and the network, which it has none of.</summary>
    public static IReadOnlyList<FaultKind> Usual { get; } =
        [.. ByName.Values.Distinct().Where(kind => kind is not (FaultKind.LyingSync or FaultKind.Network))];

    public static string Of(FaultKind kind) => ByName.First(pair => pair.Value == kind).Key;

    /// <summary>Reads a list with commas.</summary>
    /// <exception cref="FormatException">One is not known.</exception>
    public static IReadOnlyList<FaultKind> Parse(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries).Select(name =>
            ByName.TryGetValue(name, out FaultKind kind) ? kind : throw new FormatException($"--faults: '{name}' is none of {All}")).Distinct(),
    ];
}
