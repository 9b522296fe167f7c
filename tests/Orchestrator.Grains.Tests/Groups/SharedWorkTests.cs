using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;
using static Orchestrator.Grains.Tests.EventSourcing.Keyed;

namespace Orchestrator.Grains.Tests.Groups;

/// <summary>Messages to any one of a group.</summary>
public sealed class SharedWorkTests
{
    private static readonly Recipients AnyCoder = Recipients.Parse("any-of:capability:code");
    private static readonly AgentProfile Coder = new() { Capabilities = ["code"] };

    [Fact]
    public async Task Exactly_one_member_takes_a_message()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        string[] members = [.. Enumerable.Range(0, 8).Select(n => $"m{n}")];
        foreach (string member in members) await cluster.RegisterAsync(member, Coder);
        Task<IReadOnlyList<InboxItem>>[] waiting = [.. members.Select(member => cluster.ReceiveAsync(member, max: 1, wait: 20))];

        MessageId[] sent = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(async n => (await cluster.SendAsync("boss", AnyCoder, $"{n}")).Id))];

        await Eventually.TrueAsync(() => Task.FromResult(waiting.Count(w => w.IsCompletedSuccessfully)), count => count == 4);
        IReadOnlyList<InboxItem>[] taken = [.. waiting.Where(w => w.IsCompletedSuccessfully).Select(w => w.Result)];
        Assert.Equal(sent.Order(ById), taken.Select(items => Assert.Single(items).MessageId).Order(ById));
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        Assert.Equal(4, waiting.Count(w => w.IsCompleted));
    }

    [Fact]
    public async Task Work_waits_for_the_first_member_to_come()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageView sent = await cluster.SendAsync("boss", AnyCoder, "early");
        await Eventually.TrueAsync(() => cluster.Mailbox("capability:code").GetSummary(), summary => summary.Queued == 1);
        await cluster.RegisterAsync("late", Coder);

        Assert.Equal(sent.Id, Assert.Single(await cluster.ReceiveAsync("late", wait: 20)).MessageId);
        await cluster.AcknowledgeAsync("late", sent.Id);
        await cluster.AcknowledgeAsync("late", sent.Id);
        Assert.Equal(1, (await cluster.Mailbox("capability:code").GetSummary()).Acknowledged);
    }

    [Fact]
    public async Task What_a_member_gives_back_another_takes()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Coder);
        await cluster.RegisterAsync("c", Coder);
        MessageView sent = await cluster.SendAsync("boss", AnyCoder, "hard");
        Assert.Single(await cluster.TakeAsync("b"));
        Task<IReadOnlyList<InboxItem>> waiting = cluster.ReceiveAsync("c", wait: 20);

        await cluster.Mailbox("b").Return(new() { MessageId = sent.Id, Delay = TimeSpan.Zero, Reason = "too hard" });

        Assert.Equal(2, Assert.Single(await waiting).Attempt);
        await cluster.Mailbox("c").Fail(new() { MessageId = sent.Id, Reason = "impossible" });
        Assert.Equal(1, (await cluster.Mailbox("capability:code").GetSummary()).DeadLetters);
        await cluster.Mailbox("capability:code").Requeue(sent.Id);
        Assert.Equal(1, Assert.Single(await cluster.TakeAsync("b")).Attempt);
    }

    [Fact]
    public async Task A_late_done_does_not_close_what_another_member_has_by_now()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Coder);
        await cluster.RegisterAsync("c", Coder);
        MessageView sent = await cluster.SendAsync("boss", AnyCoder, "slow");
        Assert.Single(await cluster.TakeAsync("b"));
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(await cluster.TakeAsync("c"));

        Assert.Equal("lease-lost", (await Assert.ThrowsAsync<ConflictException>(() => cluster.AcknowledgeAsync("b", sent.Id))).Code);
        await cluster.AcknowledgeAsync("c", sent.Id);
    }

    [Fact]
    public async Task What_a_dead_member_had_taken_comes_back_at_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Coder);
        await cluster.RegisterAsync("c", Coder);
        MessageView sent = await cluster.SendAsync("boss", AnyCoder, "work");
        Assert.Single(await cluster.TakeAsync("b"));

        await cluster.Agent("b").Update(new() { Status = AgentStatus.Offline });

        Assert.Equal((sent.Id, 2), Assert.Single(await cluster.TakeAsync("c")) is var item ? (item.MessageId, item.Attempt) : default);
    }

    [Fact]
    public async Task Work_in_hand_survives_a_kill_and_is_acknowledged_after_it()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Coder);
        MessageView sent = await cluster.SendAsync("boss", AnyCoder, "work");
        Assert.Single(await cluster.TakeAsync("b"));

        await using OrchestratorCluster again = await cluster.KillAndRestartAsync();

        await again.AcknowledgeAsync("b", sent.Id);
        Assert.Equal(1, (await again.Mailbox("capability:code").GetSummary()).Acknowledged);
        await Assert.ThrowsAsync<NotFoundException>(() => again.AcknowledgeAsync("b", MessageId.Parse("other")));
    }

    [Fact]
    public async Task Members_may_use_the_same_key_each_for_work_of_its_own()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Coder);
        await cluster.RegisterAsync("c", Coder);
        await cluster.SendAsync("boss", AnyCoder, "one");
        AcknowledgeMessage one = new() { MessageId = Assert.Single(await cluster.TakeAsync("b")).MessageId };
        await cluster.SendAsync("boss", AnyCoder, "two");
        AcknowledgeMessage two = new() { MessageId = Assert.Single(await cluster.TakeAsync("c")).MessageId };

        Committed<DeliveryView> first = await KeyedAsync("1", () => cluster.Mailbox("b").Acknowledge(one));
        Committed<DeliveryView> second = await KeyedAsync("1", () => cluster.Mailbox("c").Acknowledge(two));

        Assert.Equal((one.MessageId, two.MessageId), (first.Value.MessageId, second.Value.MessageId));
        Assert.Equal(first, await KeyedAsync("1", () => cluster.Mailbox("b").Acknowledge(one)));
        Assert.Equal(second, await KeyedAsync("1", () => cluster.Mailbox("c").Acknowledge(two)));
        Assert.Equal("idempotency-conflict", (await Assert.ThrowsAsync<ConflictException>(
            () => KeyedAsync("1", () => cluster.Mailbox("b").Acknowledge(two)))).Code);
    }

    [Fact]
    public async Task Work_that_comes_while_a_member_is_told_that_there_is_none_reaches_it()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Coder);
        await cluster.RegisterAsync("c", Coder);
        MessageView done = await cluster.SendAsync("boss", AnyCoder, "done");
        Assert.Single(await cluster.TakeAsync("c"));
        GatedJournal.Gate gate = cluster.Journal.Hold("mailbox/capability:code");
        Task acknowledging = cluster.AcknowledgeAsync("c", done.Id);
        await gate.Arrived;
        Task<IReadOnlyList<InboxItem>> waiting = cluster.ReceiveAsync("b", wait: 20);
        await SettleAsync(); // it has asked the group by now, which found nothing and waits for its disk
        await cluster.SendAsync("boss", AnyCoder, "next");
        await SettleAsync(); // it was offered that
        gate.Open();

        Assert.Equal("next", Assert.Single(await waiting.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System)).Text());
        await acknowledging;

        async Task SettleAsync()
        {
            for (int i = 0; i < 10; i++)
            {
                await cluster.Mailbox("b").GetSummary();
                await cluster.Mailbox("capability:code").GetSummary();
            }
        }
    }

    private static Comparer<MessageId> ById { get; } = Comparer<MessageId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value));
}
