using System.Collections.Immutable;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Files;

/// <summary>In which projects a session may hold files.</summary>
public sealed record SessionFilesState : IEventSourced<SessionFilesState, SessionFilesEvent>
{
    /// <summary>The projects.</summary>
    public ImmutableArray<ProjectPath> Projects { get; init; } = [];

    /// <inheritdoc/>
    public int Weight => 1;

    /// <inheritdoc/>
    public SessionFilesState Apply(SessionFilesEvent change, long sequence) => change switch
    {
        SessionUsedProject used when !Projects.Contains(used.Project) => this with { Projects = Projects.Add(used.Project) },
        _ => this,
    };
}
