namespace Orchestrator.Crash.Lab.History;

/// <summary>What a caller knows of an operation.</summary>
internal enum Outcome
{
    /// <summary>No answer came: it may have been done or not.</summary>
    Unknown,

    /// <summary>It was answered as done: it must never be lost.</summary>
    Acknowledged,

    /// <summary>It was answered as refused: it must have no effect.</summary>
    Refused,
}
