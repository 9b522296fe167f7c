namespace Orchestrator.Crash.Failover;

/// <summary>Something that is done to a part of the cluster.</summary>
/// <param name="At">When, from the beginning of the load.</param>
/// <param name="Part">Which part.</param>
/// <param name="Kind">What.</param>
internal sealed record Fault(TimeSpan At, string Part, FaultKind Kind)
{
    public string Words => Kind switch
    {
        FaultKind.Kill => $"kill -9 {Part}",
        FaultKind.Restart => $"restart {Part}",
        _ => throw new InvalidOperationException($"{Kind}"),
    };
}

/// <summary>What is done to a part.</summary>
internal enum FaultKind
{
    /// <summary><c>kill -9</c>; it is started again some seconds later.</summary>
    Kill,

    /// <summary>Stopped in order and started again at once.</summary>
    Restart,
}
