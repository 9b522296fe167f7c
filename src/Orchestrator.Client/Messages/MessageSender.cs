using System.Diagnostics;
using Orchestrator.Client.Calls;
using Orchestrator.Client.Diagnostics;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Client.Messages;

/// <summary>
/// Sends messages so that each stands in its conversation exactly once, whatever happens to calls and answers.
/// </summary>
/// <remarks>
/// The message gets its id here, before the first attempt, and keeps it through all attempts. When an answer is lost,
/// nobody here knows whether the message is on disk; the call is made again with the same id, and the host answers in
/// one of three ways:
/// <list type="bullet">
/// <item>it has no such message: it stores it now;</item>
/// <item>it has this very message: it answers as it did the first time, with the same number and position;</item>
/// <item>
/// the first attempt is still on its way to the disk: it refuses the id as used
/// (<see cref="ConflictException"/>). So a conflict in answer to a repetition is asked about once more, when the first
/// attempt has had time to end; only a conflict that stays is the caller's: its own id was used for another message.
/// </item>
/// </list>
/// A conflict in answer to the first attempt is always the caller's. When the client gives up, its error names the id:
/// sending again with that id, even from another process, is safe.
/// </remarks>
internal sealed class MessageSender(HostCaller caller)
{
    /// <summary>Sends to whom the message names, in the conversation that they and the sender have by themselves.</summary>
    public Task<Committed<MessageView>> SendDirectAsync(SendMessage command, CancellationToken cancellationToken)
    {
        Recipients to = command.To ?? throw new ValidationException("to", "is required: an agent, a list of agents or a group");
        return SendAsync(ConversationId.Of(command.From, to), command, static (grain, message) => grain.SendDirect(message), cancellationToken);
    }

    /// <summary>Sends into a conversation that exists.</summary>
    public Task<Committed<MessageView>> SendAsync(
        ConversationId conversation, SendMessage command, CancellationToken cancellationToken) =>
        SendAsync(conversation, command, static (grain, message) => grain.Send(message), cancellationToken);

    private async Task<Committed<MessageView>> SendAsync(
        ConversationId conversation,
        SendMessage command,
        Func<IConversationGrain, SendMessage, Task<Committed<MessageView>>> send,
        CancellationToken cancellationToken)
    {
        command.Validate();
        MessageId id = command.Id ?? MessageId.OfCommand(conversation, caller.Time);
        command = command with { Id = id };
        IConversationGrain grain = caller.Grain<IConversationGrain>(conversation.Value);
        using Activity? activity = ClientTelemetry.Messaging("send", "send", ActivityKind.Producer, command.From.Value);
        activity?.SetTag("messaging.message.id", id.Value).SetTag("messaging.message.conversation_id", conversation.Value);
        bool doubted = false;
        try
        {
            Committed<MessageView> answer = await caller.RepeatAsync("send", SendOnceAsync, caller.Options.RetryFor, cancellationToken);
            ClientTelemetry.MessageSent();
            return answer;
        }
        catch (UnavailableException exception)
        {
            ClientTelemetry.Fail(activity, exception);
            throw new UnavailableException(
                $"message {id} from {command.From} was not acknowledged and may or may not be stored; "
                + $"sending it again with this id is safe ({exception.Message})",
                exception);
        }
        catch (Exception exception)
        {
            ClientTelemetry.Fail(activity, exception);
            throw;
        }

        async Task<Committed<MessageView>> SendOnceAsync(int attempt)
        {
            try
            {
                return await send(grain, command);
            }
            catch (ConflictException exception) when (attempt > 1 && !doubted && exception.Code is ErrorCodes.MessageIdUsed or ErrorCodes.Conflict)
            {
                // The grain knows that another call sends it, or the journal found its id claimed in the same moment.
                doubted = true;
                throw new UnavailableException($"an earlier attempt to send message {id} is still on its way", exception);
            }
        }
    }
}
