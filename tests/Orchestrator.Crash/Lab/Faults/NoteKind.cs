namespace Orchestrator.Crash.Lab.Faults;

/// <summary>What the shim noted.</summary>
internal enum NoteKind
{
    Write = 1,
    SyncBegin = 2,
    SyncEnd = 3,
    Truncate = 4,
    Path = 5,
    Rename = 6,
    Unlink = 7,
}
