namespace Orchestrator.Crash.Lab.Network;

/// <summary>What becomes of the network.</summary>
internal enum CutKind
{
    /// <summary>All open connections are reset; new ones are taken.</summary>
    Reset,

    /// <summary>All open connections are reset, and new ones are refused for a while.</summary>
    Refuse,

    /// <summary>Nothing gets through for a while, and nobody is told: neither bytes, nor new connections, nor the end of one.</summary>
    Hang,

    /// <summary>One connection is reset after some bytes, in the midst of a message or between a commit and its answer.</summary>
    ResetAfter,

    /// <summary>
    /// One connection hangs after some bytes. It may outlive the host: what was sent before the kill comes to the server after it,
    /// when the next host works.
    /// </summary>
    HangAfter,
}
