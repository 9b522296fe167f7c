using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.EventSourcing;

public sealed class IdempotencyKeyTests
{
    [Fact]
    public async Task Same_command_with_the_same_key_is_carried_out_once_and_answered_as_first()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ISessionGrain session = cluster.Session("s1");
        Committed<SessionView> created = await KeyedAsync("k1", () => session.Create(new() { Name = "é \"n\"" }));
        await session.Update(new() { Name = "later" });

        Committed<SessionView> again = await KeyedAsync("k1", () => session.Create(new() { Name = "é \"n\"" }));

        Assert.Equal(Text(created), Text(again));
        Assert.Equal("later", (await session.Get()).Name);
        Assert.Equal(2, (await cluster.ReadAllAsync("session/s1")).Count);
    }

    [Fact]
    public async Task Another_command_with_the_key_is_a_conflict_of_its_own_code()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ISessionGrain session = cluster.Session("s1");
        await session.Create(new());
        await KeyedAsync("k1", () => session.Update(new() { Name = "n" }));

        ConflictException body = await Assert.ThrowsAsync<ConflictException>(
            () => KeyedAsync("k1", () => session.Update(new() { Name = "other" })));
        ConflictException method = await Assert.ThrowsAsync<ConflictException>(() => KeyedAsync("k1", () => session.End(new())));

        Assert.Equal("idempotency-conflict", body.Code);
        Assert.Equal("idempotency-conflict", method.Code);
        Assert.Equal("n", (await KeyedAsync("k1", session.Get)).Name);
    }

    [Fact]
    public async Task Key_belongs_to_its_grain()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();

        await KeyedAsync("k1", () => cluster.Session("s1").Create(new() { Name = "one" }));
        await KeyedAsync("k1", () => cluster.Session("s2").Create(new() { Name = "two" }));

        Assert.Equal("two", (await cluster.Session("s2").Get()).Name);
    }

    [Fact]
    public async Task Concurrent_commands_with_one_key_have_one_effect()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ISessionGrain session = cluster.Session("s1");
        await session.Create(new());
        GatedJournal.Gate gate = cluster.Journal.Hold("session/s1");
        Task<Committed<SessionEventView>>[] calls =
            [.. Enumerable.Range(0, 20).Select(_ => KeyedAsync("k1", () => session.LogEvent(new() { EventType = "x" })))];
        await gate.Arrived;
        await Assert.ThrowsAsync<ConflictException>(() => KeyedAsync("k1", () => session.LogEvent(new() { EventType = "y" })));
        gate.Open();

        Committed<SessionEventView>[] answers = await Task.WhenAll(calls);

        Assert.Single(answers.Select(Text).Distinct());
        Assert.Equal(1, (await session.Get()).EventCount);
    }

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
    public async Task Command_that_failed_is_not_remembered()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ISessionGrain session = cluster.Session("s1");
        await Assert.ThrowsAsync<NotFoundException>(() => KeyedAsync("k1", () => session.LogEvent(new() { EventType = "x" })));
        await session.Create(new());
        GatedJournal.Gate gate = cluster.Journal.Refuse("session/s1", new IOException("the disk is gone"));
        await Assert.ThrowsAsync<UnavailableException>(() => KeyedAsync("k1", () => session.LogEvent(new() { EventType = "x" })));
        gate.Open();

        await KeyedAsync("k1", () => session.LogEvent(new() { EventType = "x" }));

        Assert.Equal(1, (await session.Get()).EventCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("schlüssel")]
    [InlineData(256)]
    public async Task Bad_key_is_refused(object key)
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();

        ValidationException error = await Assert.ThrowsAsync<ValidationException>(
            () => KeyedAsync(key as string ?? new string('k', (int)key), () => cluster.Session("s1").Create(new())));

        Assert.Equal("Idempotency-Key", error.Field);
        Assert.Equal(0, cluster.Journal.LastPosition);
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
                return await KeyedAsync("k", () => cluster.Mailbox("b").Acknowledge(id));
            }
            catch (NotFoundException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task Two_keys_send_two_messages_and_a_large_one_is_answered_again()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        SendMessage message = Message("a", "b") with { Content = JsonSerializer.SerializeToElement(new string('x', 250_000)) };

        Committed<MessageView> one = await KeyedAsync("k1", () => cluster.Direct("a", "b").SendDirect(message));
        Committed<MessageView> two = await KeyedAsync("k2", () => cluster.Direct("a", "b").SendDirect(message));
        Committed<MessageView> again = await KeyedAsync("k1", () => cluster.Direct("a", "b").SendDirect(message));

        Assert.Equal(Text(one), Text(again));
        Assert.NotEqual(one.Value.Id, two.Value.Id);
        Assert.Equal(2, (await cluster.Direct("a", "b").GetMessages(1, 10)).Count);
    }

    [Fact]
    public async Task Command_without_a_key_has_nothing_of_one_in_the_journal()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s1").Create(new());

        JournalEntry row = Assert.Single(await cluster.ReadAllAsync("session/s1"));
        Assert.Equal("{}", row.Metadata);
    }

    private static async Task<T> KeyedAsync<T>(string key, Func<Task<T>> call)
    {
        CallContext.IdempotencyKey = key;
        return await call();
    }

    private static SendMessage Message(string from, string to) => new()
    {
        From = AgentId.Parse(from),
        To = AgentId.Parse(to),
        Content = JsonSerializer.SerializeToElement("hello"),
    };

    private static string Text<T>(Committed<T> answer) =>
        JsonSerializer.Serialize(answer, Contracts.Serialization.OrchestratorJson.Journal);
}
