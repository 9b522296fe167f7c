using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Agents;

/// <summary>
/// Telling others what happened to the agent: its mailbox, of a new incarnation, of its death and its endpoints; its
/// groups, that it belongs to them or no longer. What is told is journaled (<see cref="AgentSettled"/>), so a crash in
/// between leaves it to the next activation, which the host's sweep brings about.
/// </summary>
public sealed partial class AgentGrain
{
    /// <inheritdoc/>
    public async Task Settle()
    {
        if (!await TrySettleAsync())
        {
            throw new UnavailableException(
                $"agent {this.GetPrimaryKeyString()} was changed, but its mailbox or a group could not be told yet; the host goes on trying, and the command may be sent again");
        }
    }

    /// <inheritdoc/>
    public async Task EndSession(SessionId sessionId, string reason)
    {
        int first = OpenEvents;
        if (State is { Id: not null, Deleted: false } && State.Profile.SessionId == sessionId && State.EndedSession != sessionId)
            Raise(new AgentSessionEnded { At = Now(), SessionId = sessionId, Reason = reason });
        await CommitAsync(first);
        await Settle();
    }

    /// <inheritdoc/>
    protected override Task SettleRepeatedAsync() => Settle();

    /// <inheritdoc/>
    protected override long UnsettledIn(AgentState state) => state.Unsettled;

    /// <inheritdoc/>
    protected override async Task<AgentEvent> TellOthersAsync(AgentState state)
    {
        IReadOnlyList<AgentGroup> groups = state.Groups;
        await TellAsync(state, groups);
        return new AgentSettled { At = Now(), UpTo = state.Unsettled, Groups = groups };
    }

    private async Task TellAsync(AgentState agent, IReadOnlyList<AgentGroup> groups)
    {
        AgentGroup[] left = [.. agent.MayBeIn.Except(groups)];
        IMailboxGrain mailbox = GrainFactory.GetGrain<IMailboxGrain>(agent.Id!.Value.Value);
        await mailbox.Attach(new() { Epoch = agent.Epoch, Groups = groups, Endpoints = agent.Deleted ? null : agent.Profile.Delivery });
        List<Task> told = [.. groups.Select(group => Conversation(group).AddMember(group, agent.Id.Value))];
        told.AddRange(left.Select(group => Conversation(group).RemoveMember(agent.Id.Value)));

        // Its predecessors hold nothing any more, and neither does it when it is gone or its session was ended from outside.
        bool everything = agent.Gone || agent.SessionEnded is not null;
        var release = new ReleaseMessages
        {
            AgentId = agent.Id.Value,
            UpToEpoch = everything ? agent.Epoch : agent.Epoch - 1,
            Reason = agent.Gone ? "its agent went offline" : agent.SessionEnded ?? "a new incarnation registered",
        };
        if (release.UpToEpoch > 0)
        {
            told.Add(mailbox.Release(release));
            told.AddRange(agent.Boards.Select(board => Board(board).ReleaseAgent(agent.Id.Value, release.UpToEpoch, release.Reason)));
            told.AddRange(ReleaseFiles(agent, release));
            told.AddRange(agent.MayBeIn.Select(group =>
                GrainFactory.GetGrain<IMailboxGrain>(group.ConversationId.Value).Release(release)));
        }

        // What it took from a group stays with the group when it leaves; nobody would look after it there any more.
        ReleaseMessages leave = release with { UpToEpoch = agent.Epoch, Reason = "its agent left the group" };
        told.AddRange(left.Select(group => GrainFactory.GetGrain<IMailboxGrain>(group.ConversationId.Value).Release(leave)));
        await Task.WhenAll(told);
    }

    private IConversationGrain Conversation(AgentGroup group) =>
        GrainFactory.GetGrain<IConversationGrain>(group.ConversationId.Value);
}
