namespace Orchestrator.Simulation.Cluster;

/// <summary>Bugs that can be built in, to see that simulations find them.</summary>
[Flags]
internal enum Bugs
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The journal writes a row at a sequence that is used already.</summary>
    NoFence = 1,

    /// <summary>The journal answers before a row is written.</summary>
    AnswersEarly = 2,

    /// <summary>The journal does not keep what stands beside the events, such as idempotency keys.</summary>
    ForgetsKeys = 4,
}
