using Orchestrator.Contracts.Errors;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>The errors of a stored snapshot that can't be read back.</summary>
internal static class CorruptCheckpoint
{
    public const string Code = "checkpoint-corrupt";

    public static ConflictException Of(string what) => new($"the stored snapshot can't be used: {what}; nothing was changed", Code);

    public static ConflictException Altered() => Of("its contents are not what was stored");

    public static ConflictException Truncated() => Of("it is truncated");

    /// <summary>It may be good, but the disk does not give it.</summary>
    public static UnavailableException Unreadable(Exception error) => new("the stored snapshot can't be read now", error);

    public static ConflictException LacksKey(string id) =>
        new($"the snapshot is encrypted with the key {id}, which this host does not have: add it to Checkpoints:Keys; nothing was changed", ErrorCodes.CheckpointKeyMissing);
}
