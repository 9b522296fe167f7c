namespace Orchestrator.Journal.Checkpoints;

/// <summary>How snapshots of checkpoints are stored. Checked at start; a wrong value fails with its name and remedy.</summary>
public sealed record CheckpointOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Checkpoints";

    /// <summary>The most bytes that <see cref="MaxBytes"/> may be: 64 MiB.</summary>
    public const long MostBytes = 64L << 20;

    /// <summary>
    /// Keys by their ids (1 to 32 of <c>A-Z a-z 0-9 _ -</c>), each 32 bytes as base64. All of them decrypt; without any,
    /// snapshots are stored compressed and not encrypted.
    /// </summary>
    public IDictionary<string, string> Keys { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// A file with further keys, one a line: its id, a space, 32 bytes as base64; <c>#</c> begins a comment. Only its owner
    /// may read it.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>The id of the key that encrypts what is stored from now on; needed where there are several.</summary>
    public string? ActiveKey { get; set; }

    /// <summary>How many days checkpoints are kept that say nothing of it, 1 to 36,500; kept until deleted by default.</summary>
    public int? RetentionDays { get; set; }

    /// <summary>The most bytes of a snapshot, 1 KiB to 64 MiB, 64 MiB by default.</summary>
    public long MaxBytes { get; set; } = MostBytes;
}
