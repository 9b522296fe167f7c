namespace Orchestrator.Crash.Lab.Network;

/// <summary>Where bytes go.</summary>
internal enum Way
{
    /// <summary>What the host asks.</summary>
    ToServer,

    /// <summary>What the server answers.</summary>
    ToHost,
}
