using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Gateway.Messages;
using Orchestrator.Reporting.Conversations;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>Tools that send and read messages.</summary>
internal static class MessageTools
{
    private static readonly ToolParameter<Recipients> To = new(
        "to",
        static () => new JsonObject
        {
            ["description"] = "Who it is for: an agent id, a list of them, or a group: team:x, department:x, capability:x, type:x, session:x (every member gets it), any-of:team:x (one takes it).",
            ["oneOf"] = new JsonArray(
                new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 300 },
                new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string", ["minLength"] = 1 }, ["minItems"] = 1, ["maxItems"] = Recipients.MaxAgents }),
        },
        required: true,
        null!,
        static value => value.ValueKind == JsonValueKind.Array
            ? Recipients.Of(value.EnumerateArray().Select(item => AgentId.Parse(item.ValueKind == JsonValueKind.String ? item.GetString() : null, "to")))
            : Recipients.Parse(value.ValueKind == JsonValueKind.String ? value.GetString() : null));

    private static readonly ToolParameter<JsonElement?> Content = ToolParameters.Json("content", "What you say: a text, or any JSON value but null; up to 256 KiB.").Required();
    private static readonly ToolParameter<MessageType?> Type = ToolParameters.Word<MessageType>("type", "What it is for; text when absent.");
    private static readonly ToolParameter<Priority?> Priority = ToolParameters.Word<Priority>("priority", "How urgent it is; normal when absent.");
    private static readonly ToolParameter<SessionId?> Session = ToolParameters.Id<SessionId>("session_id", "The session it belongs to.");
    private static readonly ToolParameter<MessageId?> ResponseTo = ToolParameters.Id<MessageId>("response_to", "The message that it answers.");
    private static readonly ToolParameter<double?> Within = ToolParameters.Number("response_within_seconds", "You want an answer, within so many seconds; it comes into your inbox.", 0.1, 2_592_000);
    private static readonly ToolParameter<double?> Timeout = ToolParameters.Number("timeout_seconds", "How many seconds to wait for the answer.", 0.1, 600, 60);

    private static readonly ToolParameter<MessageId?> Message = ToolParameters.Id<MessageId>("message_id", "Reads this one message alone.");
    private static readonly ToolParameter<long?> Offset = ToolParameters.Integer("offset", "With message_id: from which character of its content on.", 0, 1_048_576, 0);
    private static readonly ToolParameter<AgentId?> With = ToolParameters.Id<AgentId>("with", "What you and this agent wrote to each other.");
    private static readonly ToolParameter<ConversationId?> Conversation = ToolParameters.Id<ConversationId>("conversation_id", "The messages of this conversation; that of a group is called like it, such as team:x.");
    private static readonly ToolParameter<SessionId?> OfSession = ToolParameters.Id<SessionId>("session_id", "The messages of this session.");
    private static readonly ToolParameter<long?> Limit = ToolParameters.Integer("limit", "How many at most.", 1, 50, 10);

    /// <summary>The tools.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new()
        {
            Name = "send",
            Description = "Sends a message to agents or groups. When it returns the message is on disk and reaches every inbox, also of agents that are offline.",
            Effect = ToolEffect.Adds,
            Parameters = [To, Content, Type, Priority, Session, ResponseTo, Within, ToolParameters.Key],
            Run = SendAsync,
        },
        new()
        {
            Name = "ask",
            Description = "Sends a message and waits for the answer to it. If none comes in time it comes into your inbox later.",
            Effect = ToolEffect.Adds,
            Parameters = [To, Content, Timeout, Priority, Session, MessageText.MaxChars, ToolParameters.Key],
            Run = AskAsync,
        },
        new()
        {
            Name = "transcript",
            Description = "Reads messages that were sent, newest first, without taking them from any inbox: those with an agent, of a conversation or of a session, or one message in full.",
            Effect = ToolEffect.Reads,
            Parameters = [With, Conversation, OfSession, Message, Offset, Limit, MessageText.MaxChars, Compact.Cursor],
            Run = TranscriptAsync,
        },
    ];

    private static SendMessage Command(ToolCall call) => new()
    {
        From = call.Agent,
        To = call.Read(To),
        Content = call.Read(Content)!.Value,
        Type = call.Read(Type) ?? MessageType.Text,
        Priority = call.Read(Priority) ?? Contracts.Conversations.Priority.Normal,
        SessionId = call.Read(Session),
        ResponseTo = call.Read(ResponseTo),
        ResponseWithinSeconds = call.Read(Within),
    };

    private static async Task<JsonNode> SendAsync(ToolCall call, CancellationToken cancellationToken)
    {
        SendMessage command = Command(call);
        if (command.ResponseTo is not null && call.Read(Type) is null) command = command with { Type = MessageType.Response };
        command.Validate();
        MessageView sent = (await MessageEndpoints.Conversation(command, call.Grains).SendDirect(command)).Value;
        return Compact.Object(("id", sent.Id.Value), ("conversation_id", sent.ConversationId.Value));
    }

    private static async Task<JsonNode> AskAsync(ToolCall call, CancellationToken cancellationToken)
    {
        double timeout = call.Read(Timeout)!.Value;
        SendMessage command = Command(call) with { Type = MessageType.Request, Ask = true, ResponseWithinSeconds = timeout };
        command.Validate();
        AskedView asked = (await Asking.AskAsync(
            command,
            TimeSpan.FromSeconds(timeout),
            call.Grains,
            call.Services.Time,
            call.Services.Lifetime,
            call.WantsProgress ? waited => call.TellProgressAsync(waited, TimeSpan.FromSeconds(timeout), "waiting for the answer", cancellationToken) : null,
            cancellationToken)).Value;
        return Compact.Object(
            ("request_id", asked.Request.Id.Value),
            ("answer", MessageText.Describe(asked.Response, (int)call.Read(MessageText.MaxChars)!.Value, withTo: false)));
    }

    private static async Task<JsonNode> TranscriptAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if (call.Read(Message) is { } one) return await ReadOneAsync(call, one, cancellationToken);
        int named = (call.Read(With) is null ? 0 : 1) + (call.Read(Conversation) is null ? 0 : 1) + (call.Read(OfSession) is null ? 0 : 1);
        if (named != 1) throw new ValidationException(With.Name, "or conversation_id, session_id or message_id is required, and only one of them");
        await call.Services.CatchUpAsync(cancellationToken);
        var filter = new MessageFilter
        {
            ConversationId = call.Read(Conversation) ?? (call.Read(With) is { } other ? ConversationId.Of(call.Agent, other) : null),
            SessionId = call.Read(OfSession),
        };
        Page<MessageView> page = await call.Services.Messages.ListAsync(filter, Compact.PageOf(call, call.Read(Limit)!.Value), cancellationToken);
        int share = MessageText.Share(call.Read(MessageText.MaxChars)!.Value, page.Items.Count);
        return Compact.Page(page, "messages", message => MessageText.Describe(message, share, withTo: true));
    }

    private static async Task<JsonNode> ReadOneAsync(ToolCall call, MessageId id, CancellationToken cancellationToken)
    {
        MessageView message = await call.Services.Freshness.FindAsync(
            () => call.Services.Messages.GetAsync(id, cancellationToken), "message", id.Value, cancellationToken);
        int offset = (int)call.Read(Offset)!.Value;
        int max = (int)call.Read(MessageText.MaxChars)!.Value;
        if (offset == 0) return MessageText.Describe(message, max, withTo: true);
        string text = Compact.TextOf(message.Content);
        string part = Compact.Part(text, offset, max);
        int left = text.Length - Math.Min(text.Length, offset) - part.Length;
        return Compact.Object(("id", id.Value), ("offset", offset), ("content", part), ("more_chars", left > 0 ? left : null));
    }
}
