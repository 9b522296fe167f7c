namespace Orchestrator.Journal;

/// <summary>How the SQLite journal is kept. Checked at start; a wrong value fails with its name and remedy.</summary>
public sealed record JournalOptions
{
    /// <summary>The folder of <c>journal.db</c> and the lock file; created if missing. Required.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>The most rows one transaction commits, 1 to 100,000. A larger one amortizes the fsync over more callers.</summary>
    public int MaxBatchRows { get; set; } = 2_048;

    /// <summary>The most bytes one transaction commits, 64 KiB to 256 MiB; a single larger append goes alone.</summary>
    public long MaxBatchBytes { get; set; } = 4L << 20;

    /// <summary>
    /// How many rows gather in memory before their places go into the index of grains, 1 to 1,000,000. More of them
    /// make less work of it, and a start a little slower.
    /// </summary>
    public int GatherRows { get; set; } = 8_192;

    /// <summary>How many appends may wait for the writer before further callers wait for room, 1 to 1,000,000.</summary>
    public int QueueCapacity { get; set; } = 16_384;

    /// <summary>How many reads run at the same time, 1 to 64.</summary>
    public int ReaderConnections { get; set; } = 4;

    /// <summary>The writer's page cache in bytes, 1 MiB to 4 GiB: it should hold the pages that appends keep touching.</summary>
    public long WriterCacheBytes { get; set; } = 64L << 20;

    /// <summary>How much of the file readers map into memory, in bytes, 0 (none) to 64 GiB.</summary>
    public long ReaderMmapBytes { get; set; } = 256L << 20;

    /// <summary>
    /// The size of the write-ahead log, in bytes, 1 MiB to 4 GiB. It is reserved at start, because overwriting is many
    /// times faster to fsync than growing; a checkpoint begins when three quarters of it are used.
    /// </summary>
    public long WalBytes { get; set; } = 64L << 20;

    /// <summary>
    /// The most bytes the database file may have, 0 for no limit but the disk's, otherwise at least 1 MiB; above it
    /// appends fail as on a full disk until rows are removed or the limit is raised.
    /// </summary>
    public long MaxDatabaseBytes { get; set; }

    /// <summary>How long a write waits for someone else's lock on the file before it fails, 0 to 5 minutes.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
