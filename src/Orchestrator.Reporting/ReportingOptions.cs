namespace Orchestrator.Reporting;

/// <summary>How the reporting tables are kept and read.</summary>
public sealed record ReportingOptions
{
    /// <summary>The name of the database file in the data folder.</summary>
    public const string FileName = "reporting.db";

    /// <summary>The folder that holds <see cref="FileName"/>; created when missing.</summary>
    public string DataDirectory { get; set; } = string.Empty;

    /// <summary>The most journal rows that one transaction applies, 1 to 1,000,000. Larger ones save little and keep more in memory.</summary>
    public int BatchRows { get; set; } = 4_096;

    /// <summary>About the most bytes of journal text that one transaction applies, 64 KiB to 1 GiB.</summary>
    public long BatchBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// How far apart transactions are at least while rows come in quick succession and nobody waits to see them; 0 to
    /// 1 s. Where they take long, because rows are many, they are up to ten times as far apart.
    /// </summary>
    public TimeSpan GatherTime { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How old rows may get while the projection leaves the processor to commands; older ones are projected at their
    /// priority. 0 to 1 hour.
    /// </summary>
    public TimeSpan GiveWayTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The page cache of the connection that writes, 1 MiB to 4 GiB.</summary>
    public long WriterCacheBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How much of the file readers map into memory, 0 to 1 TiB.</summary>
    public long ReaderMmapBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>How many queries may run at once, 1 to 100 (S0 <c>DB_MAX_CONNECTIONS</c>).</summary>
    public int MaxConnections { get; set; } = 10;

    /// <summary>How long a query may take, 1 ms to 1 hour (S0 <c>DB_QUERY_TIMEOUT</c>).</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait before a failed batch is tried again, at first; 1 ms to 1 hour.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait before a failed batch is tried again, at most; 1 ms to 1 hour.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The database file.</summary>
    public string File => Path.Combine(DataDirectory, FileName);
}
