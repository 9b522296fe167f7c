namespace Orchestrator.Crash.Lab.Faults;

/// <summary>Which calls the shim meddles with, and how.</summary>
internal sealed record CallRule
{
    public required Calls Calls { get; init; }

    public required DataFiles Files { get; init; }

    public required RuleAction Action { get; init; }

    /// <summary>The error of calls that fail (errno).</summary>
    public int Error { get; init; }

    /// <summary>How many calls go through before.</summary>
    public long Skip { get; init; }

    /// <summary>How many calls it is for.</summary>
    public long Times { get; init; } = long.MaxValue;

    /// <summary>How late calls are.</summary>
    public TimeSpan Delay { get; init; }
}
