using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Access;

/// <summary>What is noted about access.</summary>
[JsonConverter(typeof(WordConverter<AuditKind>))]
public enum AuditKind
{
    /// <summary>Somebody was refused.</summary>
    Denied,

    /// <summary>An operator acted as an agent that is not its own.</summary>
    Override,
}

/// <summary>Something that is noted about access; equal things within a minute are counted in one entry.</summary>
[Immutable]
public sealed record AuditEntry
{
    /// <summary>What it is.</summary>
    public required AuditKind Kind { get; init; }

    /// <summary>The token; null for somebody without a good one.</summary>
    public TokenId? Token { get; init; }

    /// <summary>The token's role.</summary>
    public AccessRole? Role { get; init; }

    /// <summary>The token's own agent.</summary>
    public AgentId? Agent { get; init; }

    /// <summary>What was tried or done, such as <c>session/terminate</c>, and over which tool where it was one.</summary>
    public required string Operation { get; init; }

    /// <summary>The agent that it was, or was to be, an act of.</summary>
    public AgentId? ActedAs { get; init; }

    /// <summary>Why it was refused; null for an override.</summary>
    public string? Reason { get; init; }

    /// <summary>The address it came from, where the face knows it.</summary>
    public string? Remote { get; init; }

    /// <summary>How often it happened since <see cref="Since"/>.</summary>
    public long Count { get; init; } = 1;

    /// <summary>When it happened first, of what this entry counts.</summary>
    public required DateTimeOffset Since { get; init; }
}

/// <summary>An entry with its place in the record.</summary>
/// <param name="Position">The journal position of its commit.</param>
/// <param name="At">When it was written.</param>
/// <param name="Entry">What it says.</param>
[Immutable]
public sealed record AuditView(long Position, DateTimeOffset At, AuditEntry Entry);

/// <summary>What can be noted of access.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(AccessNoted), "access-noted")]
public abstract record AuditEvent : JournaledEvent;

/// <summary>Somebody was refused, or an operator acted as an agent.</summary>
public sealed record AccessNoted : AuditEvent
{
    /// <summary>What is noted.</summary>
    public required AuditEntry Entry { get; init; }
}
