using System.Runtime.CompilerServices;
using Orchestrator.Client.Calls;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Client;

/// <summary>Conversations of named participants and their transcripts.</summary>
public sealed class ConversationClient
{
    private const int PageSize = 200;

    private readonly HostCaller _caller;

    internal ConversationClient(HostCaller caller) => _caller = caller;

    /// <summary>Creates a conversation.</summary>
    /// <param name="command">What it is about and who takes part. Without an id it gets one here.</param>
    /// <param name="cancellationToken">Gives up; it may be created all the same.</param>
    /// <exception cref="ConflictException">Its own id was used before.</exception>
    public async Task<ConversationView> CreateAsync(CreateConversation command, CancellationToken cancellationToken = default)
    {
        command.Validate();
        ConversationId id = command.Id ?? ConversationId.OfCommand(_caller.Time);
        IConversationGrain grain = Grain(id);
        return await _caller.RepeatAsync("create-conversation", CreateOnceAsync, _caller.Options.RetryFor, cancellationToken);

        async Task<ConversationView> CreateOnceAsync(int attempt)
        {
            try
            {
                return (await grain.Create(command with { Id = id })).Value;
            }
            catch (ConflictException) when (attempt > 1 && command.Id is null && CallContext.IdempotencyKey is null)
            {
                // No one else has an id made here: an earlier attempt created it and its answer was lost.
                return await grain.Get();
            }
        }
    }

    /// <summary>Reads a conversation, without its messages.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ConversationView> GetAsync(ConversationId id, CancellationToken cancellationToken = default) =>
        _caller.RepeatAsync("get-conversation", Grain(id).Get, cancellationToken);

    /// <summary>Adds an agent to a conversation, or changes its role.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="command">The agent and its role.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConflictException">The conversation is closed, or the direct one of two agents.</exception>
    public Task<Committed<ConversationView>> JoinAsync(
        ConversationId id, JoinConversation command, CancellationToken cancellationToken = default) =>
        _caller.RepeatAsync("join", () => Grain(id).Join(command), cancellationToken);

    /// <summary>Moves an agent's read cursor forward; it never goes back.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="command">The agent and the message it read up to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Committed<ConversationView>> MarkReadAsync(
        ConversationId id, MarkRead command, CancellationToken cancellationToken = default) =>
        _caller.RepeatAsync("mark-read", () => Grain(id).MarkRead(command), cancellationToken);

    /// <summary>Closes a conversation. Repeated while the host does not answer: it is closed once.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="cancellationToken">Gives up; it may be closed all the same.</param>
    /// <exception cref="ConflictException">It is closed already, or the direct one of two agents.</exception>
    public Task<Committed<ConversationView>> CompleteAsync(ConversationId id, CancellationToken cancellationToken = default) =>
        _caller.CommandAsync("complete-conversation", Grain(id).Complete, cancellationToken);

    /// <summary>A conversation's messages in order, read page by page while they are enumerated.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="fromSequence">The number of the first message wanted, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<MessageView> GetTranscriptAsync(
        ConversationId id,
        long fromSequence = 1,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            long from = fromSequence;
            IReadOnlyList<MessageView> page = await _caller.RepeatAsync(
                "get-messages", () => Grain(id).GetMessages(from, PageSize), cancellationToken);
            foreach (MessageView message in page) yield return message;
            if (page.Count < PageSize) yield break;
            fromSequence = page[^1].Sequence + 1;
        }
    }

    private IConversationGrain Grain(ConversationId id) => _caller.Grain<IConversationGrain>(id.Value);
}
