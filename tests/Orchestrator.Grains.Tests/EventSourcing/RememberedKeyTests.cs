using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.Tests.Cluster;
using static Orchestrator.Grains.Tests.EventSourcing.Keyed;

namespace Orchestrator.Grains.Tests.EventSourcing;

/// <summary>How long keys are known: over restarts, for a day, up to a thousand.</summary>
public sealed class RememberedKeyTests
{
    [Fact]
    public async Task Commands_of_one_row_are_remembered_each_by_its_key()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        ISessionGrain session = first.Session("s1");
        await session.Create(new());
        GatedJournal.Gate gate = first.Journal.Hold("session/s1");
        Task<Committed<SessionEventView>> held = session.LogEvent(new() { EventType = "held" });
        await gate.Arrived;
        Task<Committed<SessionEventView>>[] calls =
            [.. Enumerable.Range(0, 20).Select(i => KeyedAsync($"k{i}", () => session.LogEvent(new() { EventType = $"e{i}" })))];
        gate.Open();
        await held;
        Committed<SessionEventView>[] answers = await Task.WhenAll(calls);

        // Killed: the keys come from the rows, not from a snapshot.
        OrchestratorCluster second = await first.KillAndRestartAsync();
        await using (second)
        {
            for (int i = 0; i < calls.Length; i++)
            {
                int number = i;
                Committed<SessionEventView> again = await KeyedAsync(
                    $"k{i}", () => second.Session("s1").LogEvent(new() { EventType = $"e{number}" }));
                Assert.Equal(Text(answers[i]), Text(again));
            }

            Assert.Equal(21, (await second.Session("s1").Get()).EventCount);
        }
    }

    [Fact]
    public async Task Key_is_forgotten_after_24_hours()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ISessionGrain session = cluster.Session("s1");
        await session.Create(new());
        await KeyedAsync("k1", () => session.LogEvent(new() { EventType = "x" }));

        cluster.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        await KeyedAsync("k1", () => session.LogEvent(new() { EventType = "x" }));
        Assert.Equal(1, (await session.Get()).EventCount);
        cluster.Time.Advance(TimeSpan.FromMilliseconds(1));
        await KeyedAsync("k1", () => session.LogEvent(new() { EventType = "y" }));

        Assert.Equal(2, (await session.Get()).EventCount);
    }

    [Fact]
    public async Task Only_the_last_1000_keys_of_a_grain_are_remembered_also_after_a_snapshot()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        await first.Session("s1").Create(new());
        await Parallel.ForAsync(0, 2, async (i, _) => await LogAsync(first, i));
        await Task.WhenAll(Enumerable.Range(2, 999).Select(i => LogAsync(first, i)));
        Assert.Equal(1_001, (await first.Session("s1").Get()).EventCount);
        Committed<SessionEventView> last = await LogAsync(first, 1_000);

        // The end of the activation takes a snapshot; nothing of the journal is replayed then.
        OrchestratorCluster second = await first.RestartAsync();
        await using (second)
        {
            Assert.Equal(Text(last), Text(await LogAsync(second, 1_000)));
            await Task.WhenAll(Enumerable.Range(2, 999).Select(i => LogAsync(second, i)));
            Assert.Equal(1_001, (await second.Session("s1").Get()).EventCount);
            await LogAsync(second, 0);
            await LogAsync(second, 1);
            Assert.InRange((await second.Session("s1").Get()).EventCount, 1_002, 1_003);
        }

        static Task<Committed<SessionEventView>> LogAsync(OrchestratorCluster cluster, int i) =>
            KeyedAsync($"k{i}", () => cluster.Session("s1").LogEvent(new() { EventType = $"e{i}" }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_kind_of_grain_remembers_over_a_restart(bool kill)
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        string[] answers = await CommandsAsync(first);
        long position = first.Journal.LastPosition;

        OrchestratorCluster second = kill ? await first.KillAndRestartAsync() : await first.RestartAsync();
        await using (second)
        {
            Assert.Equal(answers, await CommandsAsync(second));
            Assert.Equal(position, second.Journal.LastPosition);
        }

        static async Task<string[]> CommandsAsync(OrchestratorCluster cluster)
        {
            Committed<AgentView> agent = await KeyedAsync("k", () => cluster.Agent("a").Register(new() { Name = "a" }));
            Committed<MessageView> sent = await KeyedAsync("k", () => cluster.Direct("a", "b").SendDirect(Message("a", "b")));
            Committed<ConversationView> created = await KeyedAsync("k", () => cluster.Conversation("c1").Create(new()
            {
                Title = "t",
                Participants = [new() { AgentId = AgentId.Parse("a") }, new() { AgentId = AgentId.Parse("b") }],
            }));
            Committed<ConversationView> read = await KeyedAsync(
                "k2", () => cluster.Conversation("c1").Leave(AgentId.Parse("b")));
            Committed<DeliveryView> acked = await Eventually.TrueAsync(
                () => AckAsync(cluster, sent.Value.Id), answer => answer is not null) ?? throw new InvalidOperationException();
            return [Text(agent), Text(sent), Text(created), Text(read), Text(acked)];
        }

        // The message may still be on its way to the mailbox.
        static async Task<Committed<DeliveryView>?> AckAsync(OrchestratorCluster cluster, MessageId id)
        {
            try
            {
                return await KeyedAsync("k", () => cluster.Mailbox("b").Acknowledge(new() { MessageId = id }));
            }
            catch (NotFoundException)
            {
                return null;
            }
        }
    }
}
