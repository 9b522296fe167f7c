using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Checkpoints;

/// <summary>A checkpoint for people.</summary>
internal static class CheckpointText
{
    /// <summary>All that is known of one but its snapshot.</summary>
    public static void Show(CliOutput output, CheckpointView checkpoint) => output.Fields(
    [
        ("id", checkpoint.Id.Value),
        ("name", checkpoint.Name),
        ("session", checkpoint.SessionId.Value),
        ("description", checkpoint.Metadata.Description),
        ("feature", checkpoint.Metadata.Feature),
        ("priority", checkpoint.Metadata.Priority is { } priority ? Words<Priority>.Of(priority) : null),
        ("author", checkpoint.Metadata.Author),
        ("workflow", checkpoint.Metadata.WorkflowId),
        ("step", checkpoint.Metadata.StepId),
        ("tags", Texts.Of(checkpoint.Metadata.Tags)),
        ("branches", Texts.Of(checkpoint.Branches)),
        ("created by", checkpoint.CreatedBy),
        ("size", $"{checkpoint.Size} bytes, {checkpoint.StoredSize} stored"),
        ("sha-256", checkpoint.Checksum),
        ("encrypted", checkpoint.KeyId is { } key ? $"with the key {key}" : "no"),
        ("restored from", checkpoint.RestoredFrom?.Value),
        ("of", Texts.Of(checkpoint.Timestamp)),
        ("created", Texts.Of(checkpoint.CreatedAt)),
        ("kept until", Texts.Of(checkpoint.ExpiresAt)),
    ]);
}
