using System.Text.Json;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Sessions;

/// <summary>A checkpoint was taken of a session.</summary>
public sealed record CheckpointTaken : SessionEvent
{
    /// <summary>The checkpoint.</summary>
    public required CheckpointId CheckpointId { get; init; }

    /// <inheritdoc cref="Checkpoints.CreateCheckpoint.Name"/>
    public required string Name { get; init; }

    /// <inheritdoc cref="Checkpoints.CheckpointMetadata.Feature"/>
    public string? Feature { get; init; }
}

/// <summary>A session was put back to what a checkpoint saved of it; null fields are empty since.</summary>
public sealed record SessionRestored : SessionEvent
{
    /// <summary>The checkpoint.</summary>
    public required CheckpointId CheckpointId { get; init; }

    /// <inheritdoc cref="CreateSession.Type"/>
    public required string Type { get; init; }

    /// <inheritdoc cref="CreateSession.Name"/>
    public string? Name { get; init; }

    /// <summary>Its status since.</summary>
    public required SessionStatus Status { get; init; }

    /// <inheritdoc cref="CreateSession.ProjectPath"/>
    public string? ProjectPath { get; init; }

    /// <inheritdoc cref="CreateSession.Workspace"/>
    public string? Workspace { get; init; }

    /// <inheritdoc cref="CreateSession.Branch"/>
    public string? Branch { get; init; }

    /// <inheritdoc cref="CreateSession.MainAgentId"/>
    public AgentId? MainAgentId { get; init; }

    /// <inheritdoc cref="CreateSession.Capabilities"/>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <inheritdoc cref="CreateSession.Constraints"/>
    public IReadOnlyList<string>? Constraints { get; init; }

    /// <inheritdoc cref="CreateSession.Metadata"/>
    public JsonElement? Metadata { get; init; }
}
