namespace Orchestrator.Crash.Lab.Faults;

/// <summary>Calls, as the shim knows them.</summary>
[Flags]
internal enum Calls
{
    None = 0,
    Write = 1,
    Sync = 2,
    Truncate = 4,
    Open = 8,
    Read = 16,
}
