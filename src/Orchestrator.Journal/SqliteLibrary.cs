using SQLitePCL;

namespace Orchestrator.Journal;

/// <summary>The SQLite library of this process.</summary>
public static class SqliteLibrary
{
    private const int MemoryStatistics = 9; // SQLITE_CONFIG_MEMSTATUS

    private static readonly bool Initialized = Load();

    /// <summary>Loads it, once. Before the first connection.</summary>
    public static void Init() => _ = Initialized;

    // The statistics of its memory, which nobody asks for, would make every allocation of every thread take one lock.
    private static bool Load()
    {
        Batteries_V2.Init();
        return raw.sqlite3_config(MemoryStatistics, 0) == raw.SQLITE_OK;
    }
}
