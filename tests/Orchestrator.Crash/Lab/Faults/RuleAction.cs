namespace Orchestrator.Crash.Lab.Faults;

/// <summary>What becomes of a call, as the shim knows it.</summary>
internal enum RuleAction
{
    /// <summary>It fails.</summary>
    Fail = 0,

    /// <summary>It writes half.</summary>
    Shorten = 1,

    /// <summary>It is late.</summary>
    Delay = 2,

    /// <summary>It does nothing and says that it did.</summary>
    Lie = 3,
}
