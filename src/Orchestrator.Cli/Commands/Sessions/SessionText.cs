using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary>A session for people.</summary>
internal static class SessionText
{
    /// <summary>All that is known of it.</summary>
    public static void Show(CliOutput output, SessionView session) => output.Fields(
    [
        ("id", session.Id.Value),
        ("name", session.Name),
        ("type", session.Type),
        ("status", Words<SessionStatus>.Of(session.Status)),
        ("project", session.ProjectPath),
        ("workspace", session.Workspace),
        ("branch", session.Branch),
        ("main agent", session.MainAgentId?.Value),
        ("capabilities", Texts.Of(session.Capabilities)),
        ("constraints", Texts.Of(session.Constraints)),
        ("metadata", Texts.Of(session.Metadata)),
        ("created", Texts.Of(session.CreatedAt)),
        ("last activity", Texts.Of(session.LastActivity)),
        ("ended", Texts.Of(session.EndedAt)),
        ("summary", session.Summary),
        ("terminated because", session.TerminationReason),
        ("events", Texts.Of(session.EventCount)),
    ]);
}
