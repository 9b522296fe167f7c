using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Reporting.Sessions;

/// <summary>Which sessions to list; what is null does not matter.</summary>
public sealed record SessionFilter
{
    /// <summary>The session's type.</summary>
    public string? Type { get; init; }

    /// <summary>Where it stands.</summary>
    public SessionStatus? Status { get; init; }

    /// <summary>A part of its name, in any case.</summary>
    public string? Name { get; init; }

    /// <summary>The folder of its project.</summary>
    public string? ProjectPath { get; init; }
}
