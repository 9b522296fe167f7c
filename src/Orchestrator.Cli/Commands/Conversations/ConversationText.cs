using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Conversations;

/// <summary>A conversation for people.</summary>
internal static class ConversationText
{
    /// <summary>Prints what came of a command: the conversation, or the answer as it came for programs.</summary>
    public static void Show(CliOutput output, HostAnswer answer)
    {
        output.Show<ConversationView>(answer, Show);
    }

    private static void Show(CliOutput output, ConversationView conversation)
    {
        output.Fields(
        [
            ("id", conversation.Id.Value),
            ("title", conversation.Title),
            ("description", conversation.Description),
            ("status", Words<ConversationStatus>.Of(conversation.Status)),
            ("kind", Kind(conversation)),
            ("session", conversation.SessionId?.Value),
            ("task", conversation.TaskId),
            ("created by", conversation.CreatedBy?.Value),
            ("metadata", Texts.Of(conversation.Metadata)),
            ("messages", Texts.Of(conversation.MessageCount)),
            ("created", Texts.Of(conversation.CreatedAt)),
            ("updated", Texts.Of(conversation.UpdatedAt)),
            ("completed", Texts.Of(conversation.CompletedAt)),
        ]);
        if (conversation.Participants.Count == 0) return;
        output.Table(
            ["PARTICIPANT", "ROLE", "MESSAGES", "READ UP TO", "JOINED", "LEFT"],
            conversation.Participants.Select(participant => (IReadOnlyList<string?>)
            [
                participant.AgentId.Value,
                participant.Role,
                Texts.Of(participant.MessageCount),
                Texts.Of(participant.LastReadSequence),
                Texts.Of(participant.JoinedAt),
                Texts.Of(participant.LeftAt),
            ]));
    }

    /// <summary>Whether agents began it, or it is there by itself.</summary>
    public static string Kind(ConversationView conversation) =>
        conversation.Group is not null ? "group" : conversation.Direct ? "direct" : "named";
}
