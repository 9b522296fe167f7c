using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Files;

/// <summary>What can happen to what is known of a session's files.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(SessionUsedProject), "session-used-project")]
public abstract record SessionFilesEvent : JournaledEvent;

/// <summary>A session may hold files of a project from now on; its end must be told there.</summary>
public sealed record SessionUsedProject : SessionFilesEvent
{
    /// <summary>The project.</summary>
    public required ProjectPath Project { get; init; }
}
