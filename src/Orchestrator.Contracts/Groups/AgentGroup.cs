using System.Text.Json.Serialization;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Groups;

/// <summary>
/// A group of agents, named by what they have in common: <c>team:x</c>, <c>department:x</c>, <c>capability:x</c>,
/// <c>type:x</c> or <c>session:x</c>. Nobody creates one: an agent is a member of every group that its registration names,
/// alive or not, until it says otherwise or is deleted.
/// </summary>
[JsonConverter(typeof(IdentifierConverter<AgentGroup>))]
public readonly record struct AgentGroup : IIdentifier<AgentGroup>
{
    /// <summary>The most characters behind the colon.</summary>
    public const int MaxLength = 200;

    /// <summary>The word that makes any one member of a group the recipient, before the group's address and a colon.</summary>
    internal const string AnyOf = "any-of";

    private readonly string? _name;

    private AgentGroup(GroupKind kind, string name) => (Kind, _name) = (kind, name);

    /// <summary>What the members have in common.</summary>
    public GroupKind Kind { get; }

    /// <summary>Which team, department, capability, type or session: 1 to 200 characters, as the agents wrote it.</summary>
    public string Name => _name ?? string.Empty;

    /// <summary>The address: kind, colon and name.</summary>
    public string Value => $"{Words<GroupKind>.Of(Kind)}:{Name}";

    /// <summary>
    /// The conversation of all that is sent to the group, and the name of the mailbox from which its members share work:
    /// the address itself, or where that is no identifier (a space in it, too long) the kind and a digest.
    /// </summary>
    public ConversationId ConversationId => IdentifierText.IsValid(Value)
        ? ConversationId.Parse(Value)
        : ConversationId.Parse($"{Words<GroupKind>.Of(Kind)}:{TextDigest.Of(Name)}");

    /// <summary>
    /// Whether a text names a group, any one of it, or a thing of a group's: no agent and no conversation of callers may be
    /// called so.
    /// </summary>
    public static bool IsReserved(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && (Words<GroupKind>.TryParseExact(text[..colon], out _) || text[..colon] == AnyOf);

    /// <summary>Reads a group's address.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="ValidationException">The text is no address of a group.</exception>
    public static AgentGroup Parse(string? text, string field)
    {
        if (text?.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon && Words<GroupKind>.TryParseExact(text[..colon], out GroupKind kind)
            && IsName(text.AsSpan(colon + 1)))
            return new(kind, text[(colon + 1)..]);
        throw new ValidationException(
            field, $"must be a group: {Words<GroupKind>.Allowed}, a colon, and 1 to {MaxLength} characters without control characters");
    }

    /// <summary>The groups of an agent. What cannot stand in an address makes no group.</summary>
    /// <param name="type">The agent's type.</param>
    /// <param name="profile">What it told of itself.</param>
    public static IReadOnlyList<AgentGroup> Of(string type, AgentProfile profile)
    {
        List<AgentGroup> groups = [];
        Add(GroupKind.Type, type);
        Add(GroupKind.Team, profile.Team);
        Add(GroupKind.Department, profile.Department);
        Add(GroupKind.Session, profile.SessionId?.Value);
        foreach (string capability in profile.Capabilities ?? []) Add(GroupKind.Capability, capability);
        return groups;

        void Add(GroupKind kind, string? name)
        {
            if (name is null || !IsName(name)) return;
            var group = new AgentGroup(kind, name);
            if (!groups.Contains(group)) groups.Add(group);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxLength || name.IsWhiteSpace()) return false;
        foreach (char c in name)
        {
            if (char.IsControl(c)) return false;
        }

        return true;
    }
}
