using System.Text.Json.Nodes;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>Messages as models read them.</summary>
internal static class MessageText
{
    /// <summary>How many characters of a content are shown.</summary>
    public static ToolParameter<long?> MaxChars { get; } = ToolParameters.Integer(
        "max_chars", "How many characters of each content at most; transcript with message_id reads the rest.", 100, 20_000, 2_000);

    /// <summary>How many characters of each content so many messages may have.</summary>
    public static int Share(long wanted, int count) => (int)Math.Min(wanted, Math.Max(200, Compact.MaxTotal / Math.Max(count, 1)));

    /// <summary>A message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="maxChars">How many characters of its content.</param>
    /// <param name="withTo">Whether to say whom it is for.</param>
    public static JsonObject Describe(MessageView message, int maxChars, bool withTo)
    {
        JsonNode? content = Compact.Value(message.Content, maxChars, out int left);
        return Compact.Object(
            ("id", message.Id.Value),
            ("from", message.From.Value),
            ("to", withTo || message.To?.Agent is null ? message.To?.ToString() is { } to ? Compact.Cut(to, 200) : null : null),
            ("type", message.Type == MessageType.Text ? null : Words<MessageType>.Of(message.Type)),
            ("priority", message.Priority == Priority.Normal ? null : Words<Priority>.Of(message.Priority)),
            ("session", message.SessionId?.Value),
            ("response_to", message.ResponseTo?.Value),
            ("wants_response", message.RequiresResponse ? true : null),
            ("respond_by", Compact.Time(message.ResponseDeadline)),
            ("tags", Compact.Texts(message.Tags.Take(20))),
            ("at", Compact.Time(message.CreatedAt)),
            ("content", content),
            ("more_chars", left > 0 ? left : null));
    }
}
