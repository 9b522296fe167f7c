using System.Text.Json.Serialization;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Conversations;

/// <summary>
/// Who a message is for: an agent, a list of agents, a group (<c>team:x</c>: every member gets it), or any one member of a
/// group (<c>any-of:team:x</c>: exactly one takes it). In JSON a string, or for a list an array of agent ids.
/// </summary>
[JsonConverter(typeof(RecipientsConverter))]
[Immutable]
public sealed record Recipients
{
    /// <summary>The most agents in a list. More of them are a group.</summary>
    public const int MaxAgents = 1_000;

    private const string AnyOfPrefix = $"{AgentGroup.AnyOf}:";

    private readonly string _text;

    private Recipients(IReadOnlyList<AgentId> agents, AgentGroup? group, bool anyOf)
    {
        (Agents, Group, AnyOf) = (agents, group, anyOf);
        _text = group is { } named ? (anyOf ? AnyOfPrefix : string.Empty) + named : string.Join(',', agents);
    }

    /// <summary>The agents by name; empty for a group.</summary>
    public IReadOnlyList<AgentId> Agents { get; }

    /// <summary>The group; null for agents by name.</summary>
    public AgentGroup? Group { get; }

    /// <summary>Whether one member of the group takes the message, rather than all get it.</summary>
    public bool AnyOf { get; }

    /// <summary>The one agent it is for; null for a list or a group.</summary>
    public AgentId? Agent => Agents is [var one] ? one : null;

    /// <summary>One agent, or the group whose address the id is.</summary>
    /// <param name="agent">The agent.</param>
    public static implicit operator Recipients(AgentId agent) =>
        AgentGroup.IsReserved(agent.Value) ? AgentGroup.Parse(agent.Value, "to") : new Recipients([agent], null, anyOf: false);

    /// <summary>All members of a group.</summary>
    /// <param name="group">The group.</param>
    public static implicit operator Recipients(AgentGroup group) => new([], group, anyOf: false);

    /// <summary>Any one member of a group.</summary>
    /// <param name="group">The group.</param>
    public static Recipients AnyMemberOf(AgentGroup group) => new([], group, anyOf: true);

    /// <summary>Several agents.</summary>
    /// <param name="agents">1 to 1,000 agents; one named twice counts once.</param>
    /// <param name="field">The field they came from, named in the error.</param>
    /// <exception cref="ValidationException">There are none or too many, or a group is among them.</exception>
    public static Recipients Of(IEnumerable<AgentId> agents, string field = "to")
    {
        AgentId[] distinct = [.. agents.Distinct()];
        if (distinct.Length is 0 or > MaxAgents)
            throw new ValidationException(field, $"must name 1 to {MaxAgents} agents, or one group");
        if (Array.Find(distinct, agent => AgentGroup.IsReserved(agent.Value)) is { Value.Length: > 0 } group)
            throw new ValidationException(field, $"must name agents only when it is a list; {group} is a group");
        return new(distinct, null, anyOf: false);
    }

    /// <summary>Reads one agent or one group.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="ValidationException">The text is neither an agent's id nor a group's address.</exception>
    public static Recipients Parse(string? text, string field = "to")
    {
        if (text is not null && text.StartsWith(AnyOfPrefix, StringComparison.Ordinal))
            return AnyMemberOf(AgentGroup.Parse(text[AnyOfPrefix.Length..], field));
        return text is not null && AgentGroup.IsReserved(text) ? AgentGroup.Parse(text, field) : new Recipients([AgentId.Parse(text, field)], null, anyOf: false);
    }

    /// <summary>Whether an agent is named.</summary>
    public bool Names(AgentId agent) => Agents.Contains(agent);

    /// <inheritdoc/>
    public bool Equals(Recipients? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The agent, the group, or the agents with commas between.</summary>
    public override string ToString() => _text;
}
