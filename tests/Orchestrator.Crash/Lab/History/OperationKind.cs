namespace Orchestrator.Crash.Lab.History;

/// <summary>What the agents do.</summary>
internal enum OperationKind
{
    Register,
    CreateSession,
    Send,
    Receive,
    Acknowledge,
    Return,
    Fail,
    Heartbeat,
    CreateTask,
    ClaimTask,
    CompleteTask,
    ReleaseTask,
    ReserveFiles,
    ReleaseFiles,
    TakeCheckpoint,
    Transact,
    UpdateSession,
    ReportUsage,
}
