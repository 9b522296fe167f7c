using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Conversations;

/// <summary>
/// A group's conversation has the group's members as participants. Their agents' grains say so, each for itself and again
/// until it is on disk here; so nobody keeps a list of all agents.
/// </summary>
public sealed partial class ConversationGrain
{
    private const string MemberRole = "member";

    /// <inheritdoc/>
    public async Task AddMember(AgentGroup group, AgentId agentId)
    {
        if (group.ConversationId != Id)
            throw new InvalidOperationException($"conversation {Id} is not that of group {group}");
        if (!IsMember(agentId))
        {
            int first = OpenEvents;
            DateTimeOffset now = Now();
            if (State.Created is null) Raise(BeginGroup(group, now));
            Raise(new ParticipantJoined { At = now, AgentId = agentId, Role = MemberRole });
            await CommitAsync(first);
        }
        else
        {
            await CommitAsync(); // its joining may still be on its way to the disk
        }
    }

    /// <inheritdoc/>
    public async Task RemoveMember(AgentId agentId)
    {
        long has = await LastHandedOverAsync(agentId);
        int first = OpenEvents;
        if (IsMember(agentId))
        {
            bool settled = IsSettled(agentId, has);
            Raise(new ParticipantLeft { At = Now(), AgentId = agentId, Settled = settled });
            if (settled && _outboxes.TryGetValue(agentId, out Outbox? outbox) && outbox is { Waiting.Count: 0, Pump.IsCompleted: true })
                _outboxes.Remove(agentId);
        }

        await CommitAsync(first);
    }

    private bool IsMember(AgentId agentId) => State.Participants.GetValueOrDefault(agentId) is { Active: true };

    // An activation that has handed nothing over to a member yet does not know what its mailbox has.
    private Task<long> LastHandedOverAsync(AgentId member) =>
        IsMember(member) && !_outboxes.ContainsKey(member) && State.LastFor(member) > 0
            ? GrainFactory.GetGrain<IMailboxGrain>(member.Value).GetLastSequence(Id)
            : Task.FromResult(0L);

    private ConversationCreated BeginGroup(AgentGroup group, DateTimeOffset now) =>
        new() { At = now, Id = Id, Direct = false, Group = group, Title = group.Value };
}
