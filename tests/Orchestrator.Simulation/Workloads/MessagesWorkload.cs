using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Simulation.Cluster;

namespace Orchestrator.Simulation.Workloads;

/// <summary>
/// Agents send to one another and receive, acknowledge, give back or forget what comes. No message that was acknowledged to its
/// sender is lost, none comes twice as two, each is handed out first in the order of its conversation, and none after its
/// receiver's acknowledgement was answered.
/// </summary>
internal sealed class MessagesWorkload(World world) : Workload(world)
{
    private static readonly JsonElement Content = JsonSerializer.SerializeToElement("hello");

    private readonly HashSet<MessageId> _tried = [];
    private readonly Dictionary<MessageId, (ConversationId Conversation, string To)> _sent = [];
    private readonly Dictionary<MessageId, string> _acknowledged = [];
    private readonly HashSet<string> _conversations = [];
    private string[] _receivers = [];
    private int _sending;

    protected override async Task ActAsync()
    {
        _receivers = [.. Enumerable.Range(0, 1 + Decisions.Next(2)).Select(n => $"r{n}")];
        Task[] senders = [.. Enumerable.Range(0, 1 + Decisions.Next(3)).Select(n => World.Start(() => SendAsync($"s{n}")))];
        _sending = senders.Length;
        Task[] receivers = [.. _receivers.Select(name => World.Start(() => ReceiveAsync(name)))];
        Task sweep = World.Start(() => SweepAsync(() => Array.TrueForAll(_receivers, IsDone), _conversations, _receivers));
        await Task.WhenAll(senders);
        await Task.WhenAll(receivers);
        await sweep;
    }

    protected override async Task CheckAsync()
    {
        foreach (string receiver in _receivers)
        {
            MailboxSummary summary = await UntilAnsweredAsync(() => Grain<IMailboxGrain>(receiver).GetSummary());
            int acknowledged = _acknowledged.Count(one => one.Value == receiver);
            Must(summary.Queued + summary.Leased + summary.DeadLetters == 0, $"{receiver} still has {summary}");
            Must(summary.Acknowledged == acknowledged, $"{receiver} acknowledged {acknowledged}; the mailbox counts {summary.Acknowledged}");
        }

        foreach (string conversation in _conversations)
        {
            IEnumerable<MessageId> answered = _sent.Where(one => one.Value.Conversation.Value == conversation).Select(one => one.Key);
            await CheckConversationAsync(conversation, answered);
        }
    }

    private async Task SendAsync(string name)
    {
        AgentId from = AgentId.Parse(name);
        for (int left = 1 + Decisions.Next(3); left > 0; left--)
        {
            string to = _receivers[Decisions.Next(_receivers.Length)];
            Recipients recipient = AgentId.Parse(to);
            MessageId id = MessageId.Parse($"{name}-{left}");
            _tried.Add(id);
            ConversationId conversation = ConversationId.Of(from, recipient);
            _conversations.Add(conversation.Value);
            var command = new SendMessage { Id = id, From = from, To = recipient, Content = Content, MaxRetries = 100 };
            bool isKeyed = Decisions.Next(2) == 1;
            Committed<MessageView> answer = await UntilAnsweredAsync(() =>
            {
                CallContext.IdempotencyKey = isKeyed ? $"key-{id}" : null;
                return Grain<IConversationGrain>(conversation.Value).SendDirect(command);
            });
            Must(answer.Value.Id == id, $"{id} was answered as {answer.Value.Id}");
            _sent.Add(id, (conversation, to));
            World.Trace.Note($"{name} sent {id} to {to}");
        }

        _sending--;
    }

    private async Task ReceiveAsync(string name)
    {
        Dictionary<ConversationId, long> last = [];
        while (!IsDone(name))
        {
            HashSet<MessageId> acknowledged = [.. _acknowledged.Keys];
            var command = new ReceiveMessages
            {
                Max = 1 + Decisions.Next(3),
                Wait = TimeSpan.FromSeconds(Decisions.Of<int>([2, 0, 15])),
                Lease = TimeSpan.FromSeconds(Decisions.Of<int>([30, 1, 5])),
            };
            (bool isAnswered, Committed<IReadOnlyList<InboxItem>>? answer) = await TryAsync(() => Grain<IMailboxGrain>(name).Receive(command));
            foreach (InboxItem item in isAnswered ? answer!.Value : [])
            {
                World.Trace.Note($"{name} got {item.MessageId}, attempt {item.Attempt}");
                Must(_tried.Contains(item.MessageId), $"{name} got {item.MessageId}, which nobody sent");
                Must(!acknowledged.Contains(item.MessageId), $"{name} got {item.MessageId} after its acknowledgement was answered");
                ConversationId conversation = item.Message.ConversationId;
                Must(
                    item.Attempt > 1 || item.Message.Sequence > last.GetValueOrDefault(conversation),
                    $"{name} got number {item.Message.Sequence} of {conversation} first after {last.GetValueOrDefault(conversation)}");
                if (item.Attempt == 1) last[conversation] = item.Message.Sequence;
            }

            foreach (InboxItem item in isAnswered ? answer!.Value : []) await FinishAsync(name, item);
            await PauseAsync();
        }
    }

    private async Task FinishAsync(string name, InboxItem item)
    {
        switch (Decisions.Next(5))
        {
            case 3:
                (bool isReturned, _) = await TryAsync(() => TryReturnAsync(name, item));
                World.Trace.Note($"{name} gave {item.MessageId} back: {isReturned}");
                break;
            case 4:
                World.Trace.Note($"{name} forgets {item.MessageId}");
                break;
            default:
                await UntilAnsweredAsync(() => Grain<IMailboxGrain>(name).Acknowledge(new() { MessageId = item.MessageId }));
                World.Trace.Note($"{name} acknowledged {item.MessageId}");
                _acknowledged[item.MessageId] = name;
                break;
        }
    }

    // Its lease may have run out.
    private async Task<bool> TryReturnAsync(string name, InboxItem item)
    {
        try
        {
            await Grain<IMailboxGrain>(name).Return(new() { MessageId = item.MessageId });
            return true;
        }
        catch (ConflictException)
        {
            return false;
        }
    }

    private bool IsDone(string receiver) => _sending == 0 && _sent.All(one => one.Value.To != receiver || _acknowledged.ContainsKey(one.Key));
}
