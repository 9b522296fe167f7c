namespace Orchestrator.Crash.Lab;

/// <summary>How a host process of a round ends.</summary>
internal enum LifeEnd
{
    /// <summary><c>kill -9</c> while it works.</summary>
    Kill,

    /// <summary><c>kill -9</c> while it starts.</summary>
    KillStarting,

    /// <summary>SIGTERM, and <c>kill -9</c> while it stops.</summary>
    KillStopping,

    /// <summary>SIGTERM; it ends by itself.</summary>
    Stop,
}
