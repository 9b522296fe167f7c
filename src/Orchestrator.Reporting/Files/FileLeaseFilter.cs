using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Reporting.Files;

/// <summary>Which file leases to list; what is null does not matter.</summary>
public sealed record FileLeaseFilter
{
    /// <summary>The project.</summary>
    public ProjectPath? Project { get; init; }

    /// <summary>The agent that holds or held them.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>The session they are for.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>A file that they cover, relative to the project's folder.</summary>
    public string? Path { get; init; }

    /// <summary>Where they stand.</summary>
    public FileLeaseStatus? Status { get; init; }

    /// <summary>Only those that hold their files now, or only those that do not.</summary>
    public bool? Active { get; init; }
}
