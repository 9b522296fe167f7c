using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Groups;

/// <summary>What the members of a group have in common; the word before the colon in a group's address.</summary>
[JsonConverter(typeof(WordConverter<GroupKind>))]
public enum GroupKind
{
    /// <summary>Their team.</summary>
    Team,

    /// <summary>Their department.</summary>
    Department,

    /// <summary>Something they can do.</summary>
    Capability,

    /// <summary>Their type.</summary>
    Type,

    /// <summary>The session they work in.</summary>
    Session,
}
