namespace Orchestrator.Streams;

/// <summary>How events are brought to those who follow the journal.</summary>
public sealed record StreamOptions
{
    /// <summary>The section of the host's configuration.</summary>
    public const string Section = "Streams";

    /// <summary>The most readers at once, 1 to 100,000; more are refused.</summary>
    public int MaxReaders { get; set; } = 2_000;

    /// <summary>How many of the newest commits all readers share in memory, 16 to 1,000,000.</summary>
    public int RingRows { get; set; } = 8_192;

    /// <summary>About how many bytes of events all readers share in memory, 64 KiB to 1 GiB.</summary>
    public long RingBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>About how many bytes of the journal a reader reads at a time that is behind those, 1 KiB to 4 MiB.</summary>
    public long PageBytes { get; set; } = 128 * 1024;

    /// <summary>How many readers read the journal's file at the same time, 1 to 64; the others wait.</summary>
    public int ConcurrentPages { get; set; } = 2;

    /// <summary>
    /// How far apart the journal is looked at while events come in quick succession, 0 to 1 s; a single one is not delayed.
    /// </summary>
    public TimeSpan GatherTime { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often a reader to whom nothing is sent gets a sign of life, 1 s to 10 minutes.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a reader may take nothing of what is sent to it before it is cut off, 100 ms to 10 minutes.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What browsers are told to wait before they connect again, 0 to 10 minutes.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);
}
