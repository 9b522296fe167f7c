using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary>Messages for people.</summary>
internal static class MessageText
{
    private const int ContentWidth = 160;

    /// <summary>All that is known of one.</summary>
    public static void Show(CliOutput output, MessageView message) => output.Fields(
    [
        ("id", message.Id.Value),
        ("conversation", message.ConversationId.Value),
        ("number", Texts.Of(message.Sequence)),
        ("session", message.SessionId?.Value),
        ("from", message.From.Value),
        ("to", message.To?.ToString() ?? "all participants"),
        ("type", Words<MessageType>.Of(message.Type)),
        ("priority", Words<Priority>.Of(message.Priority)),
        ("tags", Texts.Of(message.Tags)),
        ("content", Texts.Of(message.Content)),
        ("context", Texts.Of(message.Context)),
        ("responds to", message.ResponseTo?.Value),
        ("answer until", Texts.Of(message.ResponseDeadline)),
        ("expires", Texts.Of(message.ExpiresAt)),
        ("sent", Texts.Of(message.CreatedAt)),
        ("edits", message.EditCount == 0 ? null : Texts.Of(message.EditCount)),
        ("edited", Texts.Of(message.EditedAt)),
    ]);

    /// <summary>A page of them.</summary>
    public static void ShowPage(CliOutput output, HostAnswer answer) => PageTable.Show<MessageView>(
        output,
        answer,
        "message",
        ["ID", "NO.", "SENT", "FROM", "TO", "TYPE", "PRIORITY", "CONTENT"],
        message =>
        [
            message.Id.Value,
            Texts.Of(message.Sequence),
            Texts.Of(message.CreatedAt),
            message.From.Value,
            message.To?.ToString() ?? "all",
            Words<MessageType>.Of(message.Type),
            Words<Priority>.Of(message.Priority),
            Printable.Line(Texts.Of(message.Content) ?? string.Empty, ContentWidth),
        ]);
}
