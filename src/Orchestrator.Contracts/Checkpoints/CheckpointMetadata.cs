using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Checkpoints;

/// <summary>What a checkpoint is about (S3 <c>metadata</c>). Everything may be left out.</summary>
[Immutable]
public sealed record CheckpointMetadata
{
    /// <summary>The feature that is worked on, up to 200 characters.</summary>
    public string? Feature { get; init; }

    /// <summary>How important it is; a number from 1 to 4, or its word.</summary>
    public Priority? Priority { get; init; }

    /// <summary>Who wrote what it holds, up to 200 characters.</summary>
    public string? Author { get; init; }

    /// <summary>More about it, up to 10,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The workflow it belongs to, up to 200 characters.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>The step of the workflow, up to 200 characters.</summary>
    public string? StepId { get; init; }

    /// <summary>Words to find it by, up to 100 of up to 200 characters.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Nothing said.</summary>
    public static CheckpointMetadata None { get; } = new();

    /// <exception cref="Errors.ValidationException">A field is too long.</exception>
    internal void Validate()
    {
        Check.OptionalText(Feature, "metadata.feature", 200);
        Check.OptionalText(Author, "metadata.author", 200);
        Check.OptionalText(Description, "metadata.description", 10_000);
        Check.OptionalText(WorkflowId, "metadata.workflowId", 200);
        Check.OptionalText(StepId, "metadata.stepId", 200);
        Check.Texts(Tags, "metadata.tags");
    }
}
