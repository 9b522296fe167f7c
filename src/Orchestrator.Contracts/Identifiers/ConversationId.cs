using System.Text.Json.Serialization;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Identifiers;

/// <summary>Identifies a conversation: 1 to 128 of <c>A-Za-z0-9._:-</c>. New ones read <c>conv_&lt;unix ms&gt;_&lt;9 base36&gt;</c>.</summary>
[JsonConverter(typeof(IdentifierConverter<ConversationId>))]
public readonly record struct ConversationId : IIdentifier<ConversationId>
{
    private const string DirectPrefix = "direct_";
    private const string AmongPrefix = "among_";

    private readonly string? _value;

    private ConversationId(string value) => _value = value;

    /// <summary>The text of the identifier; empty for the default value, which identifies nothing.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes an identifier that was not used before.</summary>
    /// <param name="time">The clock that gives the time in the identifier.</param>
    public static ConversationId New(TimeProvider time) => new(IdentifierText.New("conv", time));

    /// <summary>The identifier of a conversation whose creator gave none: a new one, or with an idempotency key its own.</summary>
    /// <param name="time">The clock that gives the time in a new identifier.</param>
    public static ConversationId OfCommand(TimeProvider time) => IdentifierText.OfKey("conv") is { } own ? new(own) : New(time);

    /// <summary>
    /// The conversation of two agents who write to each other directly: the same one whoever writes first. A digest,
    /// since two agent ids may together be longer than an identifier.
    /// </summary>
    /// <param name="one">One of the two agents.</param>
    /// <param name="other">The other agent; may be the same, for notes to oneself.</param>
    public static ConversationId Direct(AgentId one, AgentId other)
    {
        (string first, string second) = string.CompareOrdinal(one.Value, other.Value) <= 0
            ? (one.Value, other.Value)
            : (other.Value, one.Value);
        return new(DirectPrefix + TextDigest.Of($"{first}\n{second}"));
    }

    /// <summary>
    /// The conversation that a sender and those it names have by themselves: that of the agents, whoever of them writes,
    /// or that of the group.
    /// </summary>
    /// <param name="from">The sender.</param>
    /// <param name="to">Who its message is for.</param>
    public static ConversationId Of(AgentId from, Recipients to)
    {
        if (to.Group is { } group) return group.ConversationId;
        AgentId[] agents = [.. to.Agents.Append(from).Distinct()];
        if (agents.Length <= 2) return Direct(from, to.Agents.FirstOrDefault(agent => agent != from, from));
        string names = string.Join('\n', agents.Select(agent => agent.Value).Order(StringComparer.Ordinal));
        return new(AmongPrefix + TextDigest.Of(names));
    }

    /// <summary>
    /// Whether it has the form of one that agents, or a group, have by themselves. Nobody creates such a conversation: who came first
    /// would be in the way of those whose it is.
    /// </summary>
    public bool IsReserved => AgentGroup.IsReserved(Value)
        || Value.StartsWith(DirectPrefix, StringComparison.Ordinal) || Value.StartsWith(AmongPrefix, StringComparison.Ordinal);

    /// <summary>Reads an identifier.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="Errors.ValidationException">The text is not 1 to 128 of the allowed characters.</exception>
    public static ConversationId Parse(string? text, string field = "conversationId") => new(IdentifierText.Check(text, field));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
