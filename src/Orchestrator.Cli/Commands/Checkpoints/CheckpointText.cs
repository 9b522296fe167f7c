using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Checkpoints;

/// <summary>Checkpoints for people.</summary>
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

    /// <summary>A page of several.</summary>
    public static void List(CliOutput output, Page<CheckpointView> page)
    {
        if (page.Items.Count > 0)
        {
            output.Table(
                ["ID", "NAME", "SESSION", "FEATURE", "BYTES", "CREATED", "KEPT UNTIL"],
                page.Items.Select(checkpoint => (IReadOnlyList<string?>)
                [
                    checkpoint.Id.Value,
                    checkpoint.Name,
                    checkpoint.SessionId.Value,
                    checkpoint.Metadata.Feature,
                    Texts.Of(checkpoint.Size),
                    Texts.Of(checkpoint.CreatedAt),
                    Texts.Of(checkpoint.ExpiresAt),
                ]));
        }

        output.Say(PageOptions.Summary(page.Items.Count, page.PageNumber, page.Total, "checkpoint"));
    }
}
