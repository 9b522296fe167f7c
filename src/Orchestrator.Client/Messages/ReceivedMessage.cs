using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Client;

/// <summary>A message in an agent's hands. It is the agent's until <see cref="LeaseExpiresAt"/>.</summary>
public sealed class ReceivedMessage
{
    private readonly InboxItem _item;

    internal ReceivedMessage(AgentConnection connection, InboxItem item)
    {
        Agent = connection;
        _item = item;
    }

    /// <summary>The agent that received it.</summary>
    public AgentConnection Agent { get; }

    /// <summary>Whether it was acknowledged, given back or ended here.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>The message.</summary>
    public MessageView Message => _item.Message;

    /// <summary>The message's id.</summary>
    public MessageId Id => _item.MessageId;

    /// <summary>The agent that sent it.</summary>
    public AgentId From => _item.Message.From;

    /// <summary>The content where it is a string, otherwise its JSON text.</summary>
    public string Text => _item.Message.Content is { ValueKind: JsonValueKind.String } content
        ? content.GetString()!
        : _item.Message.Content.GetRawText();

    /// <summary>How many times it was handed out, this time included. More than 1: it may have been worked on before.</summary>
    public int Attempt => _item.Attempt;

    /// <summary>When it comes back unless it is acknowledged, by the host's clock.</summary>
    public DateTimeOffset LeaseExpiresAt => _item.LeaseExpiresAt;

    /// <summary>Says that the work on it is done. May be repeated.</summary>
    /// <param name="cancellationToken">Gives up; the message may be acknowledged all the same.</param>
    public Task<Committed<DeliveryView>> AckAsync(CancellationToken cancellationToken = default) =>
        SettleAsync(Agent.AckAsync(Id, cancellationToken));

    /// <inheritdoc cref="AgentConnection.NackAsync"/>
    public Task<Committed<DeliveryView>> NackAsync(
        TimeSpan? delay = null, string? reason = null, CancellationToken cancellationToken = default) =>
        SettleAsync(Agent.NackAsync(Id, delay, reason, cancellationToken));

    /// <inheritdoc cref="AgentConnection.FailAsync"/>
    public Task<Committed<DeliveryView>> FailAsync(string reason, CancellationToken cancellationToken = default) =>
        SettleAsync(Agent.FailAsync(Id, reason, cancellationToken));

    /// <summary>
    /// Sends this agent's one response to the message, to its sender, in the same conversation. The response's id
    /// follows from the message's: when this is done again (the process died before it acknowledged, so the message
    /// came back) the first response stands and is returned.
    /// </summary>
    /// <param name="content">The response: a text.</param>
    /// <param name="cancellationToken">Gives up; the response may be sent all the same.</param>
    public Task<MessageView> RespondAsync(string content, CancellationToken cancellationToken = default) =>
        RespondAsync(MessageContent.Of(content), context: null, cancellationToken);

    /// <inheritdoc cref="RespondAsync(string, CancellationToken)"/>
    /// <param name="content">The response: any JSON value but null.</param>
    /// <param name="context">A JSON object to go with it.</param>
    /// <param name="cancellationToken">Gives up; the response may be sent all the same.</param>
    public Task<MessageView> RespondAsync(
        JsonElement content, JsonElement? context = null, CancellationToken cancellationToken = default) =>
        Agent.RespondAsync(Message, content, context, cancellationToken);

    private async Task<Committed<DeliveryView>> SettleAsync(Task<Committed<DeliveryView>> settling)
    {
        Committed<DeliveryView> delivery = await settling;
        IsSettled = true;
        return delivery;
    }
}
