namespace Orchestrator.Journal;

/// <summary>How the PostgreSQL journal is kept. Checked at start; a wrong value fails with its name and remedy.</summary>
public sealed record PostgresJournalOptions
{
    /// <summary>
    /// Where the database is, as Npgsql writes it: <c>Host=…;Database=…;Username=…;Password=…</c>. One database holds one
    /// journal. Required; it may hold a password, so it is never shown.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Whether this is the only process that uses the journal: a second one that says so too is refused. Needed by the
    /// embedded grain engine, which has one node.
    /// </summary>
    public bool SingleProcess { get; set; }

    /// <summary>The most rows one transaction commits, 1 to 4,096 (a position has room for no more).</summary>
    public int MaxBatchRows { get; set; } = 4_096;

    /// <summary>The most bytes one transaction commits, 64 KiB to 256 MiB; a single larger append goes alone.</summary>
    public long MaxBatchBytes { get; set; } = 4L << 20;

    /// <summary>How many appends may wait for a connection before further callers wait for room, 1 to 1,000,000.</summary>
    public int QueueCapacity { get; set; } = 16_384;

    /// <summary>
    /// How many connections commit at the same time, 1 to 16. More of them hide the server's fsync and the way there, and
    /// make batches smaller.
    /// </summary>
    public int WriterConnections { get; set; } = 2;

    /// <summary>How many reads run at the same time, 1 to 64.</summary>
    public int ReaderConnections { get; set; } = 4;

    /// <summary>When a commit counts as on disk.</summary>
    public PostgresCommitLevel CommitLevel { get; set; } = PostgresCommitLevel.On;

    /// <summary>
    /// How long appends and reads wait for a server that can't be reached before they fail, 0 to 5 minutes. Counted from
    /// the loss of the connection, not anew for each caller.
    /// </summary>
    public TimeSpan ReconnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one statement may take before its connection is given up, 1 second to 1 hour.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a read of the tail waits for older transactions to end before it fails as busy, 1 second to 1 hour. Rows
    /// behind a transaction that still runs can't be read in order yet.
    /// </summary>
    public TimeSpan HorizonTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long commits gather before other processes are told of them, 1 millisecond to 1 second. Each telling costs the
    /// database a transaction.
    /// </summary>
    public TimeSpan NotifyInterval { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// How often the journal is looked at for rows of other processes though nobody told of any, 10 milliseconds to
    /// 1 minute: what was told can get lost.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The name of the type: the connection string may hold a password.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => nameof(PostgresJournalOptions);
}
