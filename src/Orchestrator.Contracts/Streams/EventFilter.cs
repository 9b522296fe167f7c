using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Streams;

/// <summary>
/// Which events a reader wants; those that fit all that is given. An event belongs to an agent or a session when it happened
/// to a grain of theirs or when one of its fields names them; docs/architecture.md says which grains those are.
/// </summary>
[Immutable]
public sealed record EventFilter
{
    private const int MaxEcho = 64;

    /// <summary>All events.</summary>
    public static EventFilter All { get; } = new();

    /// <summary>Only events of these types, such as <c>message-sent</c>; all of <see cref="EventNames.All"/> when null.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Only events that belong to this session.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Only events that belong to this agent.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>Refuses what could never fit.</summary>
    /// <exception cref="ValidationException">There is no such type of events, or none is given.</exception>
    public void Validate()
    {
        if (Types is { Count: 0 }) throw new ValidationException("types", "must name at least one type of events, or be left out for all");
        foreach (string type in Types ?? [])
        {
            if (!EventNames.Types.ContainsKey(type))
                throw new ValidationException("types", $"'{Echo(type)}' is no type of events; there are: {string.Join(", ", EventNames.All)}");
        }
    }

    private static string Echo(string type) => type.Length <= MaxEcho ? type : $"{type[..MaxEcho]}…";
}
