using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.Delivery;

/// <summary>
/// Follows the journal and objects to whatever must not happen: it knows from the conversations what belongs in which
/// mailbox, and of each mailbox which step may follow which.
/// </summary>
internal sealed class Checker
{
    private readonly Dictionary<ConversationId, HashSet<AgentId>> _participants = [];

    // Where the journal says that an agent began anew or had gone.
    private readonly Dictionary<AgentId, long> _ended = [];

    // Those of whose end or change their mailboxes and groups may not know everything.
    private readonly HashSet<AgentId> _untold = [];
    private long _position;

    public Dictionary<MessageId, SentMessage> Sent { get; } = [];

    /// <summary>The team of each agent.</summary>
    public Dictionary<AgentId, string> Teams { get; } = [];

    public Dictionary<string, Box> Boxes { get; } = [];

    public Box BoxOf(string name)
    {
        if (!Boxes.TryGetValue(name, out Box? box)) Boxes[name] = box = new();
        return box;
    }

    public async Task FollowAsync(IJournal journal)
    {
        while (await journal.ReadAsync(_position, 1_000, 1 << 24, CancellationToken.None) is { Count: > 0 } rows)
        {
            foreach (JournalEntry row in rows)
            {
                _position = row.Position;
                string id = row.Grain[(row.Grain.IndexOf('/', StringComparison.Ordinal) + 1)..];
                switch (row.Grain[..^(id.Length + 1)])
                {
                    case "conversation":
                        foreach (ConversationEvent change in Read<ConversationEvent>(row)) Apply(ConversationId.Parse(id), change);
                        break;
                    case "agent":
                        foreach (AgentEvent change in Read<AgentEvent>(row)) Apply(AgentId.Parse(id), change);
                        break;
                    case "mailbox":
                        foreach (MailboxEvent change in Read<MailboxEvent>(row)) Apply(id, change, row.Position);
                        break;
                }
            }
        }
    }

    private static List<T> Read<T>(JournalEntry row) =>
        JsonSerializer.Deserialize<List<T>>(row.Payload.Utf8, OrchestratorJson.Journal)!;

    private void Apply(ConversationId id, ConversationEvent change)
    {
        if (!_participants.TryGetValue(id, out HashSet<AgentId>? present)) _participants[id] = present = [];
        switch (change)
        {
            case ParticipantJoined joined:
                present.Add(joined.AgentId);
                break;
            case ParticipantLeft left:
                present.Remove(left.AgentId);
                break;
            case MessageSent sent:
                IEnumerable<string> boxes = sent.To switch
                {
                    { AnyOf: true } => [id.Value],
                    { Group: null } named => named.Agents.Select(agent => agent.Value),
                    _ => present.Where(agent => agent != sent.From).Select(agent => agent.Value),
                };
                Assert.True(Sent.TryAdd(sent.Id, new(sent, id, boxes.ToHashSet())), $"{sent.Id} was sent twice");
                break;
        }
    }

    private void Apply(AgentId id, AgentEvent change)
    {
        if ((change as AgentRegistered)?.Profile.Team is { } first) Teams[id] = first;
        if ((change as AgentUpdated)?.Change.Team is { } other) Teams[id] = other;
        if (AgentNews.ConcernsOthers(change)) _untold.Add(id);
        if (change is AgentSettled) _untold.Remove(id);
        if (change is AgentRegistered or AgentWentOffline or AgentDeleted or AgentStatusChanged { To: AgentStatus.Offline })
            _ended[id] = _position;
    }

    private void Apply(string name, MailboxEvent change, long position)
    {
        Box box = BoxOf(name);
        DateTimeOffset at = change.At;
        switch (change)
        {
            case MessagesQueued queued:
                Queue(name, box, queued);
                break;
            case MessagesLeased leased:
                Lease(name, box, leased, position);
                break;
            case MessagesAcknowledged acknowledged:
                foreach (Copy copy in Known(name, box, acknowledged.Messages))
                {
                    Must(copy.End is null || copy.IsDead, name, change, copy, "is acknowledged after its end");
                    copy.End = DeliveryStatus.Acknowledged;
                }

                break;
            case MessagesReturned returned:
                foreach (Copy copy in Known(name, box, returned.Messages))
                {
                    Must(copy.End is null && copy.IsLeased(at), name, change, copy, "is given back by nobody");
                    (copy.Held, copy.IsLease) = (returned.Until, false);
                }

                break;
            case MessagesReleased released:
                foreach (Copy copy in Known(name, box, released.Messages))
                {
                    Must(copy.End is null && copy.IsLeased(at), name, change, copy, "is released from nobody");
                    AgentId holder = copy.HandOuts[^1].By ?? AgentId.Parse(name);
                    Must(
                        _ended.GetValueOrDefault(holder) > copy.HandOuts[^1].Position || _untold.Contains(holder)
                            || released.Reason == "its receiver had gone",
                        name, change, copy, "is taken from an incarnation that lives");
                    (copy.Held, copy.IsLease) = (null, false);
                }

                break;
            case MessagesFailed failed:
                foreach (Copy copy in Known(name, box, failed.Messages))
                {
                    Must(copy.End is null, name, change, copy, "fails after its end");
                    copy.End = DeliveryStatus.Failed;
                }

                break;
            case MessagesDeadLettered dead:
                foreach (Copy copy in Known(name, box, dead.Messages))
                {
                    Must(copy.End is null && copy.IsExhausted, name, change, copy, "is a dead letter too early");
                    Must(!copy.IsLeased(at) || dead.Reason.StartsWith("given back", StringComparison.Ordinal),
                        name, change, copy, "is a dead letter while someone works on it");
                    copy.End = DeliveryStatus.DeadLettered;
                }

                break;
            case MessagesExpired expired:
                foreach (Copy copy in Known(name, box, expired.Messages))
                {
                    Must(copy.End is null && copy.IsOver(at), name, change, copy, "expires too early");
                    copy.End = DeliveryStatus.Expired;
                }

                break;
            case MessagesRequeued requeued:
                foreach (Copy copy in Known(name, box, requeued.Messages))
                {
                    Must(copy.IsDead, name, change, copy, "is requeued alive");
                    copy.Earlier.AddRange(copy.HandOuts);
                    copy.HandOuts.Clear();
                    (copy.End, copy.Held, copy.IsLease, copy.ExpiresAt, copy.Requeued) = (null, null, false, null, true);
                    Arrive(box, copy, at);
                }

                break;
            case AgentAttached attached:
                Assert.True(attached.Epoch >= box.Epoch, $"mailbox {name} goes back from incarnation {box.Epoch} to {attached.Epoch}");
                box.Epoch = attached.Epoch;
                break;
            case RequestOpened opened:
                Assert.True(box.Requests.TryAdd(opened.MessageId, new(opened.Deadline)), $"request {opened.MessageId} is opened twice");
                break;
            case RequestAnswered answered:
                Close(box, answered.MessageId, ResponseStatus.Answered);
                SentMessage answer = Sent[answered.ResponseId];
                Assert.True(
                    answer.Message.ResponseTo == answered.MessageId && answer.Message.At < box.Requests[answered.MessageId].Deadline,
                    $"{answered.ResponseId} is no answer in time to {answered.MessageId}");
                break;
            case DeadlineExceeded late:
                foreach (MessageId id in late.Messages)
                {
                    Close(box, id, ResponseStatus.DeadlineExceeded);
                    Assert.True(box.Requests[id].Deadline <= at, $"the deadline of {id} is over too early");
                }

                break;
        }
    }

    private static void Close(Box box, MessageId id, ResponseStatus status)
    {
        Assert.True(
            box.Requests.TryGetValue(id, out OpenRequest? request) && request.Status == ResponseStatus.Pending,
            $"request {id} comes to {status} but is {request?.Status.ToString() ?? "unknown"}");
        request!.Status = status;
    }

    private static void Arrive(Box box, Copy copy, DateTimeOffset at)
    {
        if (at > box.LastArrivalAt) box.LastArrivalAt = at;
        (copy.QueuedAt, copy.Arrival) = (box.LastArrivalAt, ++box.Arrivals);
    }

    private static void Must(bool condition, string name, MailboxEvent change, Copy copy, string otherwise) =>
        Assert.True(condition, $"mailbox {name} at {change.At:O}: {copy} {otherwise}: {JsonSerializer.Serialize(change, OrchestratorJson.Journal)}");

    private static IEnumerable<Copy> Known(string name, Box box, IEnumerable<MessageId> ids)
    {
        foreach (MessageId id in ids)
        {
            Assert.True(box.Copies.TryGetValue(id, out Copy? copy), $"mailbox {name} speaks of {id}, which never came in");
            copy.Changes++;
            yield return copy;
        }
    }

    private void Queue(string name, Box box, MessagesQueued queued)
    {
        foreach (MessageReference reference in queued.Messages)
        {
            Assert.True(
                Sent.TryGetValue(reference.Id, out SentMessage? sent) && sent.Boxes.Contains(name) && sent.Conversation == queued.ConversationId,
                $"{reference.Id} came to mailbox {name}, where it does not belong");
            Assert.True(
                reference.Sequence > box.Last.GetValueOrDefault(queued.ConversationId),
                $"{reference.Id} came to mailbox {name} again or behind a later one of its conversation");
            box.Last[queued.ConversationId] = reference.Sequence;
            var copy = new Copy(reference.Id, queued.ConversationId, reference);
            Assert.True(box.Copies.TryAdd(reference.Id, copy), $"{reference.Id} came twice to mailbox {name}");
            Arrive(box, copy, queued.At);
        }
    }

    private static void Lease(string name, Box box, MessagesLeased leased, long position)
    {
        IReadOnlyList<Copy> ready = box.Ready(leased.At);
        Copy[] taken = [.. Known(name, box, leased.Messages)];
        foreach (Copy copy in taken)
        {
            Must(copy.End is null, name, leased, copy, "is handed out after its end");
            Must(!copy.IsHeld(leased.At), name, leased, copy, "is handed out while another has it or it stays away");
            Must(!copy.IsOver(leased.At), name, leased, copy, "is handed out after its time");
            Must(!copy.IsExhausted, name, leased, copy, "is handed out more often than it may");
            if (copy.Attempts > 0 || copy.Requeued) continue;
            Must(
                !ready.Any(other => other.Conversation == copy.Conversation && other.Priority == copy.Priority && other is { Attempts: 0, Requeued: false }
                    && other.Sequence < copy.Sequence && !taken.Contains(other)),
                name, leased, copy, "overtakes an earlier one of its conversation");
        }

        Assert.True(
            ready.Take(taken.Length).SequenceEqual(taken),
            $"mailbox {name} handed out {string.Join(", ", taken.Select(c => c.Id))} though {string.Join(", ", ready.Select(c => c.Id))} is the order");
        foreach (Copy copy in taken)
        {
            copy.HandOuts.Add(new(leased.Until, leased.By, leased.Epoch, position));
            (copy.Held, copy.IsLease) = (leased.Until, true);
        }
    }
}
