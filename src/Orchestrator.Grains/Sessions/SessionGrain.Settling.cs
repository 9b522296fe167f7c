using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Grains.Sessions;

/// <summary>
/// The death of a session is one transition: whatever is held in it is given back, told until it is known. Its board takes
/// back what anybody has of it, the projects what anybody reserved in its name, and each of its agents gives back what it
/// holds: claims elsewhere, file leases, leased messages.
/// </summary>
public sealed partial class SessionGrain
{
    /// <inheritdoc/>
    public async Task Settle()
    {
        if (!await TrySettleAsync())
            throw new UnavailableException($"session {this.GetPrimaryKeyString()} died, but not everything that was held in it is given back yet; the host goes on trying");
    }

    /// <inheritdoc/>
    protected override long UnsettledIn(SessionState state) => state.Unsettled;

    /// <inheritdoc/>
    protected override async Task<SessionEvent> TellOthersAsync(SessionState state)
    {
        SessionId id = state.Session!.Id;
        string reason = state.Deleted ? $"session {id} was deleted"
            : state.Session.TerminationReason is { } why ? $"session {id} was terminated: {why}" : $"session {id} failed";
        List<Task> told =
        [
            GrainFactory.GetGrain<ITaskBoardGrain>(TaskBoardId.Of(id).Value).ReleaseAll(reason),
            GrainFactory.GetGrain<ISessionFilesGrain>(id.Value).Release(reason),
        ];
        foreach (AgentId agent in await AgentsAsync(AgentGroup.Parse($"session:{id}", "id")))
            told.Add(GrainFactory.GetGrain<IAgentGrain>(agent.Value).EndSession(id, reason));
        await Task.WhenAll(told);
        return new SessionSettled { At = Now(), UpTo = state.Unsettled };
    }

    // Whoever registered for the session is a participant of the group's conversation.
    private async Task<IReadOnlyList<AgentId>> AgentsAsync(AgentGroup group)
    {
        try
        {
            ConversationView conversation = await GrainFactory.GetGrain<IConversationGrain>(group.ConversationId.Value).Get();
            return [.. conversation.Participants.Where(participant => participant.LeftAt is null).Select(participant => participant.AgentId)];
        }
        catch (NotFoundException)
        {
            return [];
        }
    }
}
