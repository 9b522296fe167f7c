using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Streams;

/// <summary>The agents and sessions that an event belongs to.</summary>
/// <param name="Agents">The agents.</param>
/// <param name="Sessions">The sessions.</param>
internal sealed record Subjects(IReadOnlyCollection<string> Agents, IReadOnlyCollection<string> Sessions)
{
    /// <summary>Those whose grain it happened to, and those that its fields name.</summary>
    public static Subjects Of(EventEnvelope envelope)
    {
        HashSet<string> agents = new(StringComparer.Ordinal);
        HashSet<string> sessions = new(StringComparer.Ordinal);
        OfGrain(envelope.Grain, agents, sessions);
        SubjectFields.Of(envelope.Type).Collect(envelope.Payload, agents, sessions);
        return new(agents, sessions);
    }

    /// <summary>Whether a filter wants what belongs to them.</summary>
    public bool Fit(EventFilter filter) =>
        (filter.AgentId is not { } agent || Agents.Contains(agent.Value))
        && (filter.SessionId is not { } session || Sessions.Contains(session.Value));

    private static void OfGrain(string grain, HashSet<string> agents, HashSet<string> sessions)
    {
        int slash = grain.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return;
        string key = grain[(slash + 1)..];
        switch (grain[..slash])
        {
            case "agent":
                agents.Add(key);
                break;
            case "session" or "session-files" or "task-board":
                sessions.Add(key); // a session's board has the session's name
                break;
            case "mailbox" or "budget" or "conversation":
                Addressed(key, agents, sessions, plain: grain.StartsWith("mailbox/", StringComparison.Ordinal));
                break;
        }
    }

    /// <summary>Adds what an address names: an agent, <c>agent:x</c>, <c>session:x</c>, <c>any-of:session:x</c>.</summary>
    internal static void Addressed(string address, HashSet<string> agents, HashSet<string> sessions, bool plain)
    {
        const string anyOf = "any-of:";
        const string session = "session:";
        const string agent = "agent:";
        string text = address.StartsWith(anyOf, StringComparison.Ordinal) ? address[anyOf.Length..] : address;
        if (text.StartsWith(session, StringComparison.Ordinal)) sessions.Add(text[session.Length..]);
        else if (plain) agents.Add(text);
        else if (text.StartsWith(agent, StringComparison.Ordinal)) agents.Add(text[agent.Length..]);
    }
}
