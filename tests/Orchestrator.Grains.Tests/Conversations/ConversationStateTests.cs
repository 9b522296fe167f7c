using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Conversations;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Grains.Serialization;

namespace Orchestrator.Grains.Tests.Conversations;

public sealed class ConversationStateTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly AgentId A = AgentId.Parse("a");
    private static readonly AgentId B = AgentId.Parse("b");
    private static readonly AgentId C = AgentId.Parse("c");

    [Fact]
    public void Message_to_all_is_for_those_who_were_there_and_not_for_its_sender()
    {
        ConversationState state = Fold(Joined(A), Joined(B), Sent(1, A), new ParticipantLeft { At = Start, AgentId = B }, Joined(C), Sent(2, A));

        Assert.Equal([false, true, false], Recipients(state, 1));
        Assert.Equal([false, false, true], Recipients(state, 2));
        Assert.Equal(1, state.Participants[B].LastOf(state.LastBroadcast));
        Assert.Equal(2, state.Participants[C].LastOf(state.LastBroadcast));
    }

    [Fact]
    public void Who_comes_back_is_sent_what_follows_and_not_what_it_missed()
    {
        ConversationState state = Fold(
            Joined(A), Joined(B), new ParticipantLeft { At = Start, AgentId = B }, Sent(1, A), Joined(B), Sent(2, A));

        Assert.False(state.Participants[B].IsRecipient(Message(1)));
        Assert.True(state.Participants[B].IsRecipient(Message(2)));
    }

    [Fact]
    public void Who_left_with_all_in_its_mailbox_is_not_remembered()
    {
        ConversationState state = Fold(
            Joined(A), Joined(B), Sent(1, A), new ParticipantLeft { At = Start, AgentId = B, Settled = true }, Sent(2, A), Joined(B), Sent(3, A));

        Assert.Equal(new Stay(2, null), Assert.Single(state.Participants[B].Stays.ToArray()));
        Assert.Equal([A, B], state.Participants.Keys.OrderBy(agent => agent.Value, StringComparer.Ordinal));
    }

    [Fact]
    public void Who_joins_late_need_not_know_what_was_before_unless_it_asked_then()
    {
        ConversationState state = Fold(
            new ConversationCreated { At = Start, Id = ConversationId.Parse("c"), Direct = false, Title = "t" },
            Joined(A), Sent(1, A), Sent(2, A), Joined(B), Sent(3, A));

        Assert.Equal((2, 3), (state.LastBefore(B), state.LastFor(B)));
        Assert.Equal(0, state.LastBefore(A));
        Assert.Equal(0, state.LastBefore(C));
        state = state with { Askers = state.Askers.Add(B, 1) };
        Assert.Equal(0, state.LastBefore(B));
    }

    [Fact]
    public void Index_points_at_or_before_every_message()
    {
        ConversationState state = Fold(
            [new ConversationCreated { At = Start, Id = ConversationId.Parse("c"), Direct = false, Title = "t" }, Joined(A), .. Enumerable.Range(1, 300).Select(i => Sent(i, A))]);

        for (long message = 1; message <= 300; message++)
            Assert.InRange(state.PlaceBefore(message).Event, message + 2 - 63, message + 2);
        Assert.Equal(5, state.Index.Count);
    }

    [Fact]
    public void Snapshot_holds_all_of_the_state()
    {
        ConversationState state = Fold(
            new ConversationCreated { At = Start, Id = ConversationId.Parse("c"), Direct = false, Title = "t" },
            Joined(A),
            Joined(B),
            Sent(1, A),
            new MessageEdited { At = Start, Id = MessageId.Parse("m1"), Sequence = 1, EditCount = 1, Content = Json("x") },
            new MessagesRead { At = Start, AgentId = B, Sequence = 1 },
            new ParticipantLeft { At = Start, AgentId = B });

        string json = JsonSerializer.Serialize(new Snapshot<ConversationState> { State = state }, GrainStateJson.Options);
        ConversationState back = JsonSerializer.Deserialize<Snapshot<ConversationState>>(json, GrainStateJson.Options)!.State!;

        Assert.Equal(json, JsonSerializer.Serialize(new Snapshot<ConversationState> { State = back }, GrainStateJson.Options));
        Assert.Equal(new LastEdit(5, 1), back.Edits[1]);
        Assert.Equal(1, back.Participants[B].LastRead);
        Assert.Equal(new Stay(0, 1), Assert.Single(back.Participants[B].Stays.ToArray()));
    }

    private static bool[] Recipients(ConversationState state, long sequence) =>
        [.. new[] { A, B, C }.Select(agent => state.Participants[agent].IsRecipient(Message(sequence)))];

    private static MessageView Message(long sequence) => Transcript.ToView(ConversationId.Parse("c"), Sent(sequence, A));

    private static ParticipantJoined Joined(AgentId agent) => new() { At = Start, AgentId = agent, Role = "participant" };

    private static MessageSent Sent(long sequence, AgentId from) => new()
    {
        At = Start,
        Id = MessageId.Parse($"m{sequence}"),
        Sequence = sequence,
        From = from,
        Type = MessageType.Text,
        Priority = Priority.Normal,
        Content = Json("hello"),
    };

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(text);

    private static ConversationState Fold(params IEnumerable<ConversationEvent> events)
    {
        ConversationState state = new();
        long sequence = 0;
        foreach (ConversationEvent change in events) state = state.Apply(change, ++sequence);
        return state;
    }
}
