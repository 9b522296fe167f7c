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
        MailboxState state = Queue(new(), 1, Priority.Normal, Priority.Low, Priority.Urgent, Priority.Normal);

        Assert.Equal([3L, 1, 4, 2], state.Advance(Start).Ready(10).Select(i => i.Sequence));
    }

    [Fact]
    public void Leased_message_comes_back_to_its_place_when_the_lease_ends()
    {
        MailboxState state = Queue(new(), 1, Priority.Normal, Priority.Normal);
        state = state.Apply(Lease(state, 1, Start.AddSeconds(60)), 2);

        Assert.Equal([2L], state.Advance(Start.AddSeconds(59.999)).Ready(10).Select(i => i.Sequence));
        Assert.Equal([1L, 2], state.Advance(Start.AddSeconds(60)).Ready(10).Select(i => i.Sequence));
        Assert.Equal(1, state.Find(Id(1))!.Attempts);
    }

    [Fact]
    public void Acknowledged_message_is_gone_and_remembered()
    {
        MailboxState state = Queue(new(), 1, Priority.Normal);
        state = state.Apply(new MessagesAcknowledged { At = Start, Messages = [Id(1)] }, 2);

        Assert.Empty(state.Advance(Start.AddDays(1)).Ready(10));
        Assert.Null(state.Find(Id(1)));
        Assert.True(state.WasAcknowledged(Id(1)));
        Assert.Equal(new MailboxSummary(0, 0, 1, 0, null), state.Summarize(Start));
    }

    [Fact]
    public void A_low_message_that_waited_is_not_overtaken_for_ever()
    {
        MailboxState state = Queue(new(), 1, Priority.Low);
        for (int minute = 1; minute <= 4; minute++)
        {
            state = state.Apply(
                new MessagesQueued
                {
                    At = Start.AddSeconds((60 * minute) - 1),
                    ConversationId = ConversationId.Parse($"c{minute}"),
                    Messages = [new(Id(100 + minute), 1, Priority.Urgent, Start)],
                },
                minute + 1);
        }

        Assert.Equal(["m101", "m102", "m103", "m1", "m104"], state.Ready(10).Select(i => i.Id.Value));
    }

    [Fact]
    public void A_clock_that_goes_back_does_not_change_the_order_of_a_conversation()
    {
        MailboxState state = Queue(new(), 1, Priority.Normal);
        state = state.Apply(
            new MessagesQueued { At = Start.AddHours(-1), ConversationId = Conversation, Messages = [new(Id(2), 2, Priority.Normal, Start)] }, 2);

        Assert.Equal([1L, 2], state.Ready(10).Select(i => i.Sequence));
    }

    [Fact]
    public void A_message_whose_last_lease_ran_out_is_not_handed_out_again()
    {
        MailboxState state = new MailboxState().Apply(
            new MessagesQueued
            {
                At = Start,
                ConversationId = Conversation,
                Messages = [new(Id(1), 1, Priority.Normal, Start, MaxRetries: 1)],
            },
            1);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            DateTimeOffset at = Start.AddSeconds(10 * attempt);
            state = state.Apply(new MessagesLeased { At = at, Messages = [Id(1)], Until = at.AddSeconds(10) }, 2 + attempt);
        }

        MailboxState after = state.Advance(Start.AddSeconds(20));

        Assert.Empty(state.Exhausted());
        Assert.Empty(after.Ready(10));
        Assert.Equal([Id(1)], after.Exhausted());
    }

    [Fact]
    public void The_last_thousand_acknowledgements_are_remembered_and_no_more_than_twice_as_many()
    {
        MailboxState state = Queue(new(), 1, [.. Enumerable.Repeat(Priority.Normal, 4_500)]);
        for (int i = 1; i <= 4_500; i++)
        {
            state = state.Apply(new MessagesAcknowledged { At = Start, Messages = [Id(i)] }, i + 1);
            Assert.InRange(state.RecentlyAcknowledged.Count, Math.Min(i, 1_000), 2_000);
            if (i % 250 == 0) Assert.All(Enumerable.Range(Math.Max(1, i - 999), Math.Min(i, 1_000)), n => Assert.True(state.WasAcknowledged(Id(n))));
        }

        Assert.False(state.WasAcknowledged(Id(2_500)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(1_001)]
    [InlineData(2_000)]
    [InlineData(2_001)]
    public void A_snapshot_remembers_the_same_acknowledgements_and_forgets_at_the_same_time(int acknowledged)
    {
        MailboxState state = Queue(new(), 1, [.. Enumerable.Repeat(Priority.Normal, acknowledged + 1_500)]);
        int next = 1;
        while (next <= acknowledged) Acknowledge(ref state, next++);
        var snapshot = new Snapshot<MailboxState> { Sequence = 1, State = state };
        MailboxState back = JsonSerializer.Deserialize<Snapshot<MailboxState>>(JsonSerializer.Serialize(snapshot, GrainStateJson.Options), GrainStateJson.Options)!.State!;

        for (; next <= acknowledged + 1_500; next++)
        {
            Assert.Equal(state.RecentlyAcknowledged.Count, back.RecentlyAcknowledged.Count);
            Acknowledge(ref state, next);
            Acknowledge(ref back, next);
        }

        Assert.Equal(state.RecentlyAcknowledged, back.RecentlyAcknowledged);

        static void Acknowledge(ref MailboxState state, int number) =>
            state = state.Apply(new MessagesAcknowledged { At = Start, Messages = [Id(number)] }, number + 1);
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
        Messages = [.. state.Advance(Start).Ready(max).Select(i => i.Id)],
        Until = until,
    };

    private static MailboxState Queue(MailboxState state, long sequence, params Priority[] priorities) => state.Apply(
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
        private readonly List<Entry> _messages = [];
        private readonly List<MessageId> _dead = [];
        private DateTimeOffset _now = Start;
        private long _sequence;
        private long _arrivals;
        private long _sent;
        private long _acknowledged;

        public MailboxState State { get; private set; } = new();

        public void Step(int choice)
        {
            _now = _now.AddSeconds(choice % 7);
            switch (choice % 8)
            {
                case 0 or 1:
                    Send((Priority)((choice % 4) + 1));
                    break;
                case 2 or 3 or 4:
                    Lease((choice % 4) + 1, _now.AddSeconds((choice % 5) + 1));
                    break;
                case 5:
                    if (_messages.Find(m => m.Until > _now && !m.Returned) is not { } returned) break;
                    returned.Until = _now.AddSeconds(choice % 3);
                    returned.Returned = true;
                    Apply(new MessagesReturned { At = _now, Messages = [returned.Id], Until = returned.Until.Value });
                    break;
                case 6:
                    if (_dead.Count > 0 && choice % 2 == 0) Requeue(_dead[0]);
                    else if (_messages.Count > 0) Fail(_messages[choice % _messages.Count]);
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
            MailboxState now = state.Advance(_now);
            Assert.Equal(Ready().Select(m => m.Id), now.Ready(int.MaxValue).Select(i => i.Id));
            Assert.Equal(
                _messages.Where(m => IsFree(m) && m.Attempts > 3).Select(m => m.Id.Value).Order(StringComparer.Ordinal),
                now.Exhausted().Select(id => id.Value));
            Assert.Equal(_messages.Count, state.Items.Count);
            Assert.Equal(_acknowledged, state.AcknowledgedCount);
            MailboxSummary summary = state.Summarize(_now);
            Assert.Equal(_messages.Count(m => m.Until > _now && !m.Returned), summary.Leased);
            Assert.Equal(_messages.Count, summary.Leased + summary.Queued);
            Assert.Equal(_dead.Count, summary.DeadLetters);
        }

        private IEnumerable<Entry> Ready() => _messages
            .Where(m => IsFree(m) && m.Attempts <= 3)
            .OrderBy(m => m.QueuedAt.AddMinutes(-m.Priority)).ThenBy(m => m.Arrival);

        private bool IsFree(Entry message) => message.Until is null || message.Until <= _now;

        private void Send(Priority priority)
        {
            Apply(new MessagesQueued
            {
                At = _now,
                ConversationId = Conversation,
                Messages = [new(Id(++_sent), _sent, priority, _now)],
            });
            _messages.Add(new Entry(Id(_sent), (int)priority) { QueuedAt = _now, Arrival = ++_arrivals });
        }

        private void Lease(int max, DateTimeOffset until)
        {
            Entry[] ready = [.. Ready().Take(max)];
            if (ready.Length == 0) return;
            Apply(new MessagesLeased { At = _now, Messages = [.. ready.Select(m => m.Id)], Until = until });
            foreach (Entry message in ready)
            {
                message.Until = until;
                message.Returned = false;
                message.Attempts++;
            }
        }

        private void Fail(Entry message)
        {
            Apply(new MessagesFailed { At = _now, Messages = [message.Id], Reason = "no" });
            _messages.Remove(message);
            _dead.Add(message.Id);
        }

        private void Requeue(MessageId id)
        {
            Apply(new MessagesRequeued { At = _now, Messages = [id] });
            _dead.Remove(id);
            int priority = (int)State.Find(id)!.Priority;
            _messages.Add(new Entry(id, priority) { QueuedAt = _now, Arrival = ++_arrivals });
        }

        private void Apply(MailboxEvent change) => State = State.Apply(change, ++_sequence);

        private sealed class Entry(MessageId id, int priority)
        {
            public MessageId Id => id;

            public int Priority => priority;

            public required DateTimeOffset QueuedAt { get; init; }

            public required long Arrival { get; init; }

            public int Attempts { get; set; }

            public DateTimeOffset? Until { get; set; }

            public bool Returned { get; set; }
        }
    }
}
