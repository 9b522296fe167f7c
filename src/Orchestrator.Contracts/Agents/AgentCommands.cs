using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Agents;

/// <summary>Registers an agent; again under the same id, it begins a new incarnation (epoch).</summary>
[Immutable]
public sealed record RegisterAgent : AgentProfile, ICommand
{
    /// <summary>The caller's own id for it; <c>agent_&lt;name&gt;_&lt;unix ms&gt;</c> is made when absent.</summary>
    public AgentId? Id { get; init; }

    /// <summary>Its name, 1 to 100 of <c>A-Za-z0-9._:-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its type, such as <c>session-handover</c>, <c>code-reviewer</c>; <c>agent</c> when absent.</summary>
    public string? Type { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Name.Length > 100 || !IdentifierText.IsValid(Name))
            throw new ValidationException("name", "must be 1 to 100 of A-Z a-z 0-9 . _ : - and not . or ..");
        if (Id is { } id && AgentGroup.IsReserved(id.Value)) throw new ValidationException("id", $"must not be that of a group, as {id} is");
        if (Type is not null) Check.Word(Type, "type");
        ValidateProfile();
    }
}

/// <summary>Changes what is given, leaves what is absent or null.</summary>
[Immutable]
public sealed record UpdateAgent : AgentProfile, ICommand
{
    /// <summary>A new status; <c>offline</c> signs the agent off.</summary>
    public AgentStatus? Status { get; init; }

    /// <inheritdoc cref="Heartbeat.Epoch"/>
    public long? Epoch { get; init; }

    /// <inheritdoc/>
    public void Validate() => ValidateProfile();
}

/// <summary>
/// Says that an agent's process lives. Cheap: journaled at most once a minute unless it says something new.
/// </summary>
[Immutable]
public sealed record Heartbeat : ICommand
{
    /// <summary>
    /// The incarnation that speaks, as its registration was answered. One of a predecessor is refused as
    /// <c>stale-incarnation</c>; when absent, nothing is checked.
    /// </summary>
    public long? Epoch { get; init; }

    /// <summary>Its status now; an agent that was inactive, in error or offline becomes active when absent.</summary>
    public AgentStatus? Status { get; init; }

    /// <inheritdoc cref="AgentProfile.CurrentTask"/>
    public string? CurrentTask { get; init; }

    /// <summary>Numbers such as <c>cpu</c>, <c>memory</c>, <c>response_time</c>, or own names; up to 100.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Status is AgentStatus.Inactive or AgentStatus.Offline)
        {
            throw new ValidationException(
                "status", $"a heartbeat says one of: active, busy, idle, blocked, error, not {Words<AgentStatus>.Of(Status.Value)}");
        }

        Check.OptionalText(CurrentTask, "currentTask", 2_000);
        if (Metrics is null) return;
        Check.Range(Metrics.Count, "metrics", 0, Check.MaxListLength);
        foreach ((string name, double value) in Metrics)
        {
            Check.Word(name, "metrics");
            Check.Range(value, $"metrics.{name}", double.MinValue, double.MaxValue);
        }
    }
}
