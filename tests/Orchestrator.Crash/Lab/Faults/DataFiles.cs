namespace Orchestrator.Crash.Lab.Faults;

/// <summary>Files of a data folder, as the shim knows them.</summary>
[Flags]
internal enum DataFiles
{
    None = 0,
    Journal = 1,
    JournalLog = 2,
    Tables = 4,
    TablesLog = 8,

    /// <summary>Snapshots of checkpoints, locks, marks.</summary>
    Others = 16,

    OfJournal = Journal | JournalLog,
    OfTables = Tables | TablesLog,
    All = OfJournal | OfTables | Others,
}
