using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Simulation.Cluster;

namespace Orchestrator.Simulation.Workloads;

/// <summary>
/// Agents send to a group whose members leave and come back. Who was a member all the while that a message was sent gets it, however
/// soon it leaves afterwards; who was none all the while never does. Each message is handed out first in its order, and none after
/// its acknowledgement was answered.
/// </summary>
internal sealed class GroupsWorkload(World world) : Workload(world)
{
    private const string Team = "team:red";
    private static readonly JsonElement Content = JsonSerializer.SerializeToElement("hello");

    private readonly Membership _membership = new();
    private readonly HashSet<(string Member, MessageId Message)> _acknowledged = [];
    private string[] _members = [];
    private int _sending;

    protected override async Task ActAsync()
    {
        _members = [.. Enumerable.Range(0, 1 + Decisions.Next(3)).Select(n => $"m{n}")];
        Task[] senders = [.. Enumerable.Range(0, 1 + Decisions.Next(2)).Select(n => World.Start(() => SendAsync($"s{n}")))];
        _sending = senders.Length;
        Task[] members = [.. _members.Select(name => World.Start(() => BelongAsync(name)))];
        await Task.WhenAll([.. senders, .. members, World.Start(() => SweepAsync(() => _sending == 0 && Array.TrueForAll(_members, HasAll), [Team], _members))]);
    }

    protected override async Task CheckAsync()
    {
        await CheckConversationAsync(Team, _membership.Answered);
        foreach (string member in _members)
        {
            // What may or may not be for it can have come since it stopped to look.
            while (await ReceiveAsync(member, 100, wait: 0, lease: 30) is { Count: > 0 } rest)
            {
                foreach (InboxItem item in rest) await AcknowledgeAsync(member, item);
            }

            MailboxSummary summary = await UntilAnsweredAsync(() => Grain<IMailboxGrain>(member).GetSummary());
            int acknowledged = _acknowledged.Count(one => one.Member == member);
            Must(summary.Acknowledged == acknowledged, $"{member} acknowledged {acknowledged}; the mailbox counts {summary.Acknowledged}");
        }
    }

    private async Task SendAsync(string name)
    {
        AgentId from = AgentId.Parse(name);
        for (int left = 1 + Decisions.Next(4); left > 0; left--)
        {
            await World.WaitUpToAsync(TimeSpan.FromSeconds(Decisions.Of<int>([0, 1, 10])));
            MessageId id = MessageId.Parse($"{name}-{left}");
            var command = new SendMessage { Id = id, From = from, To = Recipients.Parse(Team), Content = Content, MaxRetries = 100 };
            _membership.BeginSend(id);
            try
            {
                await UntilAnsweredAsync(() => Grain<IConversationGrain>(Team).SendDirect(command));
                _membership.EndSend(id);
                World.Trace.Note($"{name} sent {id}");
            }
            catch (ConflictException error) when (error.Code == ErrorCodes.NoRecipients)
            {
                World.Trace.Note($"{name}: nobody was there for {id}");
                foreach (string member in _members) Must(!_membership.WasIn(member, id), $"{id} was refused while {member} was in the group");
            }
        }

        _sending--;
    }

    private async Task BelongAsync(string name)
    {
        Task changes = World.Start(() => JoinAndLeaveAsync(name));
        long last = 0;
        while (!IsDone(name, changes))
        {
            foreach (InboxItem item in await ReceiveAsync(name, 1 + Decisions.Next(3), Decisions.Of<int>([2, 0, 15]), Decisions.Of<int>([30, 1, 5])))
            {
                Must(item.Attempt > 1 || item.Message.Sequence > last, $"{name} got number {item.Message.Sequence} first after {last}");
                if (item.Attempt == 1) last = item.Message.Sequence;
                if (Decisions.Next(4) < 3) await AcknowledgeAsync(name, item);
                else World.Trace.Note($"{name} forgets {item.MessageId}");
            }

            await PauseAsync();
        }

        await changes;
    }

    private async Task JoinAndLeaveAsync(string name)
    {
        AgentId id = AgentId.Parse(name);
        AgentGroup team = AgentGroup.Parse(Team, nameof(Team));
        bool joins = true;
        for (int left = 1 + Decisions.Next(5); left > 0; left--, joins = !joins)
        {
            bool isJoin = joins;
            _membership.BeginChange(name, isJoin);
            await UntilAnsweredAsync(async () =>
            {
                await (isJoin ? Grain<IConversationGrain>(Team).AddMember(team, id) : Grain<IConversationGrain>(Team).RemoveMember(id));
                return true;
            });
            _membership.EndChange(name);
            World.Trace.Note($"{name} {(isJoin ? "joined" : "left")}");
            await World.WaitUpToAsync(TimeSpan.FromSeconds(Decisions.Of<int>([0, 1, 10])));
        }
    }

    private async Task<IReadOnlyList<InboxItem>> ReceiveAsync(string name, int max, int wait, int lease)
    {
        HashSet<MessageId> acknowledged = [.. _acknowledged.Where(one => one.Member == name).Select(one => one.Message)];
        var command = new ReceiveMessages { Max = max, Wait = TimeSpan.FromSeconds(wait), Lease = TimeSpan.FromSeconds(lease) };
        (bool isAnswered, var answer) = await TryAsync(() => Grain<IMailboxGrain>(name).Receive(command));
        if (!isAnswered) return [];
        foreach (InboxItem item in answer!.Value)
        {
            World.Trace.Note($"{name} got {item.MessageId}, attempt {item.Attempt}");
            Must(!acknowledged.Contains(item.MessageId), $"{name} got {item.MessageId} after its acknowledgement was answered");
            Must(!_membership.WasOut(name, item.MessageId), $"{name} got {item.MessageId} and was not in the group when it was sent");
        }

        return answer.Value;
    }

    private async Task AcknowledgeAsync(string name, InboxItem item)
    {
        await UntilAnsweredAsync(() => Grain<IMailboxGrain>(name).Acknowledge(new() { MessageId = item.MessageId }));
        World.Trace.Note($"{name} acknowledged {item.MessageId}");
        _acknowledged.Add((name, item.MessageId));
    }

    private bool IsDone(string member, Task changes) => _sending == 0 && changes.IsCompleted && HasAll(member);

    private bool HasAll(string member) =>
        _membership.Answered.All(id => !_membership.WasIn(member, id) || _acknowledged.Contains((member, id)));
}
