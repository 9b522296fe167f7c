using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;
using static Orchestrator.Grains.Tests.EventSourcing.Keyed;

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

    [Fact]
    public async Task Command_of_which_nothing_is_known_does_not_count_as_that_of_the_actor_before()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s").Create(new());
        GatedJournal.Gate gate = cluster.Journal.Hold("session/s");
        Task one = cluster.Session("s").LogEvent(new() { EventType = "one" });
        await gate.Arrived;
        CallContext.Actor = "somebody";
        Task two = cluster.Session("s").LogEvent(new() { EventType = "two" });
        CallContext.Actor = null;
        for (int i = 0; i < 10; i++) await cluster.Session("s").Get(); // calls that are not waited for have no order on real Orleans
        Task three = cluster.Session("s").LogEvent(new() { EventType = "three" });
        for (int i = 0; i < 10; i++) await cluster.Session("s").Get(); // both are decided, and go into one commit
        gate.Open();
        await Task.WhenAll(one, two, three);

        JournalEntry row = (await cluster.ReadAllAsync("session/s"))[^1];
        EventMetadata metadata = JsonSerializer.Deserialize<EventMetadata>(row.Metadata, OrchestratorJson.Journal)!;

        Assert.Equal("somebody", metadata.Actor);
        EventMetadata.LaterCommand later = Assert.Single(metadata.Later!);
        Assert.Equal((1, null), (later.FirstEvent, later.Actor));
    }
}
