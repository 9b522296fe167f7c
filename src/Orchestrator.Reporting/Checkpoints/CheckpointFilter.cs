using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Reporting.Checkpoints;

/// <summary>Which checkpoints to list; what is null does not matter.</summary>
public sealed record CheckpointFilter
{
    /// <summary>The session they were taken of.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>The feature they are about.</summary>
    public string? Feature { get; init; }

    /// <summary>A tag they have.</summary>
    public string? Tag { get; init; }

    /// <summary>Words, <c>"phrases"</c> and <c>prefix*</c> that name, description, feature and tags hold.</summary>
    public string? Words { get; init; }
}
