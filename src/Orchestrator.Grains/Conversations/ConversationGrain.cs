using System.Diagnostics.CodeAnalysis;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Grains.Budgets;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Conversations;

/// <inheritdoc cref="IConversationGrain"/>
[Reentrant]
[SuppressMessage("Design", "CA1001", Justification = "An activation ends with OnDeactivateAsync, which disposes it.")]
public sealed partial class ConversationGrain(EventSourcingServices services, BudgetAnswers budgets)
    : EventSourcedGrain<ConversationState, ConversationEvent>(services, "conversation"), IConversationGrain
{
    private ConversationId? _id;

    private ConversationId Id => _id ??= ConversationId.Parse(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public Task<Committed<ConversationView>> Create(CreateConversation command)
    {
        command.Validate();
        CreateConversation.CheckId(Id);
        if (State.Created is not null) throw new ConflictException($"conversation {Id} exists already; it is {StatusWord()}");
        DateTimeOffset now = Now();
        var created = new ConversationCreated
        {
            At = now,
            Id = Id,
            Direct = false,
            Title = command.Title,
            Description = command.Description,
            SessionId = command.SessionId,
            TaskId = command.TaskId,
            CreatedBy = command.CreatedBy,
            Metadata = command.Metadata,
        };
        return CommitAsync<ConversationView>([created, .. (command.Participants ?? []).Select(p => Joined(p, now))], View);
    }

    /// <inheritdoc/>
    public Task<ConversationView> Get() => Task.FromResult(Existing(Durable).ToView());

    /// <inheritdoc/>
    public Task<Committed<ConversationView>> Join(JoinConversation command)
    {
        command.Validate();
        Open("joined");
        RefuseOthers("joined by others");
        return State.Participants.GetValueOrDefault(command.AgentId) is { Active: true } present
            && present.Role == (command.Role ?? present.Role)
                ? UnchangedAsync()
                : CommitAsync(Joined(command, Now()), View);
    }

    /// <inheritdoc/>
    public Task<Committed<ConversationView>> Leave(AgentId agentId)
    {
        Open("left");
        RefuseOthers("left");
        Participant(agentId);
        return CommitAsync(new ParticipantLeft { At = Now(), AgentId = agentId }, View);
    }

    /// <inheritdoc/>
    public Task<Committed<ConversationView>> MarkRead(MarkRead command)
    {
        command.Validate();
        Existing(State);
        ParticipantState participant = Participant(command.AgentId);
        if (command.Sequence > State.MessageCount)
            throw new ValidationException("sequence", $"must be 0 to {State.MessageCount}, the number of the last message");
        return command.Sequence <= participant.LastRead
            ? UnchangedAsync()
            : CommitAsync(
                new MessagesRead { At = Now(), AgentId = command.AgentId, Sequence = command.Sequence }, View);
    }

    /// <inheritdoc/>
    public Task<Committed<ConversationView>> Complete()
    {
        Open("completed");
        RefuseOthers("completed");
        return CommitAsync(new ConversationCompleted { At = Now() }, View);
    }

    /// <inheritdoc/>
    public Task<Committed<ConversationView>> Archive()
    {
        if (Existing(State).Status != ConversationStatus.Completed)
            throw new ConflictException($"conversation {Id} is {StatusWord()}; only a completed one is archived");
        return CommitAsync(new ConversationArchived { At = Now() }, View);
    }

    private static ConversationView View(ConversationState state) => state.ToView();

    private static ParticipantJoined Joined(JoinConversation command, DateTimeOffset now) =>
        new() { At = now, AgentId = command.AgentId, Role = command.Role ?? "participant" };

    private async Task<Committed<ConversationView>> UnchangedAsync()
    {
        ConversationView view = State.ToView();
        return new(view, await CommitAsync());
    }

    private ConversationState Existing(ConversationState state) =>
        state.Created is not null ? state : throw new NotFoundException("conversation", Id.Value);

    private void Open(string wanted)
    {
        if (Existing(State).Status != ConversationStatus.Active)
            throw new ConflictException($"conversation {Id} is {StatusWord()} and cannot be {wanted}");
    }

    private void RefuseOthers(string wanted)
    {
        if (State.Created!.Direct)
            throw new ConflictException($"conversation {Id} is the direct one of its agents; it stays active and cannot be {wanted}");
        if (State.Created.Group is { } group)
            throw new ConflictException($"conversation {Id} is that of group {group}; its members are those who registered so, and it cannot be {wanted}");
    }

    private ParticipantState Participant(AgentId agent) =>
        State.Participants.GetValueOrDefault(agent) is { Active: true } participant
            ? participant
            : throw new NotFoundException("participant", $"{agent} of conversation {Id}");

    private string StatusWord() => Words<ConversationStatus>.Of(State.Status);
}
