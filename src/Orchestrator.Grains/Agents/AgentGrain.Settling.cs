using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Agents;

/// <summary>
/// Telling others what happened to the agent: its mailbox, of a new incarnation, of its death and its endpoints; its
/// groups, that it belongs to them or no longer. What is told is journaled (<see cref="AgentSettled"/>), so a crash in
/// between leaves it to the next activation, which the host's sweep brings about.
/// </summary>
public sealed partial class AgentGrain
{
    private static readonly TimeSpan SettleAgain = TimeSpan.FromSeconds(5);

    private Task _settling = Task.CompletedTask;
    private IGrainTimer? _settleTimer;

    /// <inheritdoc/>
    public async Task Settle()
    {
        if (Durable.Unsettled == 0) return;
        StartSettling();
        await _settling;
        if (Durable.Unsettled > 0)
        {
            throw new UnavailableException(
                $"agent {this.GetPrimaryKeyString()} was changed, but its mailbox or a group could not be told yet; the host goes on trying, and the command may be sent again");
        }
    }

    private void StartSettling()
    {
        if (_settling.IsCompleted) _settling = SettleAllAsync();
    }

    private async Task SettleAllAsync()
    {
        await Task.Yield(); // not within an activation's start, whose calls nobody answers yet
        RequestContext.Clear();
        try
        {
            while (Durable.Unsettled > 0)
            {
                long last = Durable.Unsettled;
                IReadOnlyList<AgentGroup> groups = Durable.Groups;
                await TellAsync(Durable, groups);
                await CommitAsync([new AgentSettled { At = Now(), UpTo = last, Groups = groups }], View);
            }
        }
        catch (Exception error)
        {
            LogNotSettled(Logger, error, this.GetPrimaryKeyString());
            _settleTimer ??= this.RegisterGrainTimer(
                SettleByTimerAsync, new GrainTimerCreationOptions(SettleAgain, Timeout.InfiniteTimeSpan) { Interleave = true });
        }
    }

    private Task SettleByTimerAsync(CancellationToken cancellationToken)
    {
        _settleTimer?.Dispose();
        _settleTimer = null;
        StartSettling();
        return Task.CompletedTask;
    }

    private async Task TellAsync(AgentState agent, IReadOnlyList<AgentGroup> groups)
    {
        AgentGroup[] left = [.. agent.MayBeIn.Except(groups)];
        IMailboxGrain mailbox = GrainFactory.GetGrain<IMailboxGrain>(agent.Id!.Value.Value);
        await mailbox.Attach(new() { Epoch = agent.Epoch, Groups = groups, Endpoints = agent.Deleted ? null : agent.Profile.Delivery });
        List<Task> told = [.. groups.Select(group => Conversation(group).AddMember(group, agent.Id.Value))];
        told.AddRange(left.Select(group => Conversation(group).RemoveMember(agent.Id.Value)));

        // Its predecessors hold nothing any more, and neither does it when it is gone.
        var release = new ReleaseMessages
        {
            AgentId = agent.Id.Value,
            UpToEpoch = agent.Gone ? agent.Epoch : agent.Epoch - 1,
            Reason = agent.Gone ? "its agent went offline" : "a new incarnation registered",
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

    [LoggerMessage(LogLevel.Warning, "Agent {Agent}: its mailbox and groups could not be told what happened to it; trying again")]
    private static partial void LogNotSettled(ILogger logger, Exception error, string agent);
}
