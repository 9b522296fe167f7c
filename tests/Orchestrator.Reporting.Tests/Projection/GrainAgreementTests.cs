using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.Agents;
using Orchestrator.Grains.Conversations;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Grains.Sessions;
using Orchestrator.Journal;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Projection;

/// <summary>What the tables say of a session, an agent and a conversation is what its grain says.</summary>
public sealed class GrainAgreementTests
{
    [Fact]
    public void Tables_and_grains_say_the_same()
    {
        Arbitrary<int[]> histories = Gen.Choose(0, int.MaxValue).ArrayOf(150).ToArbitrary();
        Prop.ForAll(histories, numbers => CompareAsync(RandomHistory.Of(numbers)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    private static async Task CompareAsync(Story story)
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);
        foreach ((string id, SessionState state) in Fold<SessionState, SessionEvent>(story, "session"))
        {
            Assert.Equal(
                Json.Of(state.Deleted ? null : state.Session),
                Json.Of(await room.Sessions.GetAsync(SessionId.Parse(id), default)));
        }

        foreach ((string id, AgentState state) in Fold<AgentState, AgentEvent>(story, "agent"))
        {
            AgentView? agent = await room.Agents.GetAsync(AgentId.Parse(id), default);
            Assert.Equal(
                Json.Of(state.Deleted ? null : state.ToView(state.LastHeartbeat)),
                Json.Of(agent is null ? null : agent with { LastProgress = null, Holds = null, HoldsCount = null }));
        }

        foreach ((string id, ConversationState state) in Fold<ConversationState, ConversationEvent>(story, "conversation"))
        {
            Assert.Equal(
                Json.Of(state.ToView()),
                Json.Of(await room.Conversations.GetAsync(ConversationId.Parse(id), default)));
        }
    }

    private static Dictionary<string, TState> Fold<TState, TEvent>(Story story, string kind)
        where TState : class, IEventSourced<TState, TEvent>, new()
        where TEvent : JournaledEvent
    {
        Dictionary<string, TState> states = new(StringComparer.Ordinal);
        foreach (JournalEntry row in story.Rows.Where(row => row.Grain.StartsWith($"{kind}/", StringComparison.Ordinal)))
        {
            string id = row.Grain[(kind.Length + 1)..];
            TState state = states.GetValueOrDefault(id) ?? new TState();
            long sequence = row.Sequence;
            foreach (TEvent change in JsonSerializer.Deserialize<List<TEvent>>(row.Payload.Utf8, OrchestratorJson.Journal)!)
                state = state.Apply(change, sequence++);
            states[id] = state;
        }

        return states;
    }
}
