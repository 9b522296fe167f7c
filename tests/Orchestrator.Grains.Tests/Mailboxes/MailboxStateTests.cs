using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Grains.Mailboxes;
using Orchestrator.Grains.Serialization;

namespace Orchestrator.Grains.Tests.Mailboxes;

public sealed class MailboxStateTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly ConversationId Conversation = ConversationId.Parse("c");

    [Fact]
    public void Urgent_messages_come_first_and_equal_ones_in_order()
    {
        MailboxState state = Queue(new(), 1, MessagePriority.Normal, MessagePriority.Low, MessagePriority.Urgent, MessagePriority.Normal);

        Assert.Equal([3L, 1, 4, 2], state.Ready(Start, 10).Select(i => i.Sequence));
    }

    [Fact]
    public void Leased_message_comes_back_to_its_place_when_the_lease_ends()
    {
        MailboxState state = Queue(new(), 1, MessagePriority.Normal, MessagePriority.Normal);
        state = state.Apply(Lease(state, 1, Start.AddSeconds(60)), 2);

        Assert.Equal([2L], state.Ready(Start.AddSeconds(59.999), 10).Select(i => i.Sequence));
        Assert.Equal([1L, 2], state.Ready(Start.AddSeconds(60), 10).Select(i => i.Sequence));
        Assert.Equal(1, state.Find(Id(1))!.Attempts);
    }

    [Fact]
    public void Acknowledged_message_is_gone_and_remembered()
    {
        MailboxState state = Queue(new(), 1, MessagePriority.Normal);
        state = state.Apply(new MessagesAcknowledged { At = Start, Messages = [Id(1)] }, 2);

        Assert.Empty(state.Ready(Start.AddDays(1), 10));
        Assert.Null(state.Find(Id(1)));
        Assert.True(state.WasAcknowledged(Id(1)));
        Assert.Equal(new MailboxSummary(0, 0, 1, 0, null), state.Summarize(Start));
    }

    [Fact]
    public void Only_the_last_thousand_acknowledgements_are_remembered()
    {
        MailboxState state = Queue(new(), 1, [.. Enumerable.Repeat(MessagePriority.Normal, 1_001)]);
        for (int i = 1; i <= 1_001; i++)
            state = state.Apply(new MessagesAcknowledged { At = Start, Messages = [Id(i)] }, i + 1);

        Assert.False(state.WasAcknowledged(Id(1)));
        Assert.True(state.WasAcknowledged(Id(2)));
        Assert.Equal(1_000, state.RecentlyAcknowledged.Count);
    }

    [Fact]
    public void Any_history_keeps_every_message_in_exactly_one_place_and_survives_a_snapshot() =>
        Prop.ForAll(
            Gen.Choose(0, 99).ListOf(60).ToArbitrary(),
            steps =>
            {
                var model = new Model();
                foreach (int step in steps) model.Step(step);
                model.Check(model.State);
                string json = JsonSerializer.Serialize(
                    new Snapshot<MailboxState> { Sequence = 1, State = model.State }, GrainStateJson.Options);
                model.Check(JsonSerializer.Deserialize<Snapshot<MailboxState>>(json, GrainStateJson.Options)!.State!);
            }).QuickCheckThrowOnFailure();

    private static MessageId Id(long number) => MessageId.Parse($"m{number}");

    private static MessagesLeased Lease(MailboxState state, int max, DateTimeOffset until) => new()
    {
        At = Start,
        Messages = [.. state.Ready(Start, max).Select(i => i.Id)],
        Until = until,
    };

    private static MailboxState Queue(MailboxState state, long sequence, params MessagePriority[] priorities) => state.Apply(
        new MessagesQueued
        {
            At = Start,
            ConversationId = Conversation,
            Messages = [.. priorities.Select((p, i) => new MessageReference(Id(i + 1), i + 1, p, Start))],
        },
        sequence);

    /// <summary>The same mailbox, written down naively.</summary>
    private sealed class Model
    {
        private readonly List<(MessageId Id, int Priority, DateTimeOffset? Until)> _messages = [];
        private DateTimeOffset _now = Start;
        private long _sequence;
        private long _sent;
        private long _acknowledged;

        public MailboxState State { get; private set; } = new();

        public void Step(int choice)
        {
            _now = _now.AddSeconds(choice % 7);
            switch (choice % 3)
            {
                case 0:
                    var priority = (MessagePriority)((choice % 4) + 1);
                    Apply(new MessagesQueued
                    {
                        At = _now,
                        ConversationId = Conversation,
                        Messages = [new(Id(++_sent), _sent, priority, _now)],
                    });
                    _messages.Add((Id(_sent), (int)priority, null));
                    break;
                case 1:
                    MessageId[] ready = [.. State.Ready(_now, (choice % 4) + 1).Select(i => i.Id)];
                    DateTimeOffset until = _now.AddSeconds((choice % 5) + 1);
                    if (ready.Length > 0) Apply(new MessagesLeased { At = _now, Messages = ready, Until = until });
                    foreach (MessageId id in ready)
                    {
                        int at = _messages.FindIndex(m => m.Id == id);
                        _messages[at] = _messages[at] with { Until = until };
                    }

                    break;
                default:
                    if (_messages.Count == 0) break;
                    MessageId done = _messages[choice % _messages.Count].Id;
                    Apply(new MessagesAcknowledged { At = _now, Messages = [done] });
                    _messages.RemoveAll(m => m.Id == done);
                    _acknowledged++;
                    break;
            }
        }

        public void Check(MailboxState state)
        {
            IEnumerable<MessageId> expected = _messages
                .Where(m => m.Until is null || m.Until <= _now).OrderByDescending(m => m.Priority).Select(m => m.Id);
            Assert.Equal(expected, state.Ready(_now, int.MaxValue).Select(i => i.Id));
            Assert.Equal(_messages.Count, state.Items.Count);
            Assert.Equal(_acknowledged, state.AcknowledgedCount);
            MailboxSummary summary = state.Summarize(_now);
            Assert.Equal(_messages.Count(m => m.Until > _now), summary.Leased);
            Assert.Equal(_messages.Count, summary.Leased + summary.Queued);
        }

        private void Apply(MailboxEvent change) => State = State.Apply(change, ++_sequence);
    }
}
