using System.Text.Json;
using Orchestrator.Client.Messages;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Client;

/// <content>Sending.</content>
/// <remarks>
/// A message is on disk when its sending returns. Sending is repeated while the host is out of reach and still puts the
/// message into its conversation exactly once: its id is made here, and the host answers a repetition of the same
/// message as it answered the first.
/// </remarks>
public sealed partial class AgentConnection
{
    /// <summary>
    /// Sends a text to an agent, to a list of agents, to a group or to any one of it (<see cref="Recipients"/>). Mail to an
    /// agent that is offline or not registered yet waits for it.
    /// </summary>
    /// <param name="to">Who it is for.</param>
    /// <param name="content">The text.</param>
    /// <param name="type">What the message is for.</param>
    /// <param name="priority">How urgent it is.</param>
    /// <param name="cancellationToken">Gives up; the message may be sent all the same.</param>
    public Task<Committed<MessageView>> SendAsync(
        Recipients to,
        string content,
        MessageType type = MessageType.Text,
        Priority priority = Priority.Normal,
        CancellationToken cancellationToken = default) =>
        SendAsync(
            new SendMessage { From = AgentId, To = to, Content = MessageContent.Of(content), Type = type, Priority = priority },
            cancellationToken);

    /// <summary>Sends a message to whom it names.</summary>
    /// <param name="message">The message; its sender must be this agent. Without an id it gets one here.</param>
    /// <param name="cancellationToken">Gives up; the message may be sent all the same.</param>
    /// <exception cref="ConflictException">The message's own id was used for another message.</exception>
    public Task<Committed<MessageView>> SendAsync(SendMessage message, CancellationToken cancellationToken = default) =>
        new MessageSender(_caller).SendDirectAsync(Own(message), cancellationToken);

    /// <summary>Sends a text to all other participants of a conversation.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="content">The text.</param>
    /// <param name="cancellationToken">Gives up; the message may be sent all the same.</param>
    /// <exception cref="ForbiddenException">This agent takes no part in it.</exception>
    public Task<Committed<MessageView>> SendAsync(
        ConversationId conversation, string content, CancellationToken cancellationToken = default) =>
        SendAsync(conversation, new SendMessage { From = AgentId, Content = MessageContent.Of(content) }, cancellationToken);

    /// <summary>Sends a message to the other participants of a conversation, or to the one it names.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="message">The message; its sender must be this agent. Without an id it gets one here.</param>
    /// <param name="cancellationToken">Gives up; the message may be sent all the same.</param>
    /// <exception cref="ForbiddenException">This agent, or the one it names, takes no part in it.</exception>
    /// <exception cref="ConflictException">The conversation is closed, or the message's own id was used.</exception>
    public Task<Committed<MessageView>> SendAsync(
        ConversationId conversation, SendMessage message, CancellationToken cancellationToken = default) =>
        new MessageSender(_caller).SendAsync(conversation, Own(message), cancellationToken);

    /// <summary>Sends this agent's one response to a message, see <see cref="ReceivedMessage"/>.</summary>
    internal async Task<MessageView> RespondAsync(
        MessageView request, JsonElement content, JsonElement? context, CancellationToken cancellationToken)
    {
        var response = new SendMessage
        {
            Id = ResponseId.Of(request.Id, AgentId),
            From = AgentId,
            To = request.From,
            SessionId = request.SessionId,
            Type = MessageType.Response,
            Priority = request.Priority,
            Content = content,
            Context = context,
            ThreadId = request.ThreadId,
            ResponseTo = request.Id,
            CorrelationId = request.CorrelationId,
        };

        // Who asked a group need not belong to it.
        bool ofGroup = AgentGroup.IsReserved(request.ConversationId.Value);
        ConversationId conversation = ofGroup ? ConversationId.Of(AgentId, request.From) : request.ConversationId;
        try
        {
            return ofGroup
                ? (await SendAsync(response, cancellationToken)).Value
                : (await SendAsync(conversation, response, cancellationToken)).Value;
        }
        catch (ConflictException exception) when (exception.Code == ErrorCodes.MessageIdUsed)
        {
            // An earlier attempt at this very request answered with other words: the first answer stands.
            await foreach (MessageView message in GetTranscriptAsync(conversation, ofGroup ? 1 : request.Sequence + 1, cancellationToken))
            {
                if (message.Id == response.Id) return message;
            }

            throw;
        }
    }

    private SendMessage Own(SendMessage message) => message.From == AgentId
        ? message
        : throw new ValidationException("from", $"must be {AgentId}, the agent of this connection");
}
