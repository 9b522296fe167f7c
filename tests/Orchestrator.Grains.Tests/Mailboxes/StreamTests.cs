using System.Collections.Concurrent;
using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;
using static Orchestrator.Grains.Tests.EventSourcing.Keyed;

namespace Orchestrator.Grains.Tests.Mailboxes;

/// <summary>Messages that are pushed to Orleans clients.</summary>
public sealed class StreamTests
{
    private static readonly AgentId B = AgentId.Parse("b");

    [Fact]
    public async Task Messages_are_pushed_as_many_at_a_time_as_the_client_wants()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        var client = new Client(cluster);
        for (int n = 0; n < 5; n++) await cluster.SendAsync("a", B, $"{n}");
        await client.SubscribeAsync(new() { SubscriptionId = "s", MaxInFlight = 2 });

        await client.HasAsync(2);
        for (int n = 0; n < 5; n++)
        {
            await client.HasAsync(Math.Min(5, n + 2));
            await cluster.AcknowledgeAsync("b", client.Items.ElementAt(n).MessageId);
        }

        Assert.Equal(["0", "1", "2", "3", "4"], client.Items.Select(i => i.Text()));
        await cluster.SendAsync("a", B, "later");
        await client.HasAsync(6);
    }

    [Fact]
    public async Task What_was_pushed_and_not_done_comes_back_when_its_lease_ends()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        var client = new Client(cluster);
        await client.SubscribeAsync(new() { SubscriptionId = "s", Lease = TimeSpan.FromSeconds(10) });
        await cluster.SendAsync("a", B, "hello");
        await client.HasAsync(1);

        cluster.Time.Advance(TimeSpan.FromSeconds(11));
        await cluster.Mailbox("b").Tend();

        await client.HasAsync(2);
        Assert.Equal([1, 2], client.Items.Select(i => i.Attempt));
    }

    [Fact]
    public async Task A_subscription_that_is_not_renewed_ends()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        var client = new Client(cluster);
        await client.SubscribeAsync(new() { SubscriptionId = "s" });
        cluster.Time.Advance(SubscribeToMailbox.Duration);

        await cluster.SendAsync("a", B, "hello");

        Assert.Single(await cluster.TakeAsync("b"));
        Assert.Empty(client.Items);
    }

    [Fact]
    public async Task A_new_incarnation_ends_the_streams_of_the_earlier_ones()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long first = (await cluster.RegisterAsync("b")).Epoch;
        var client = new Client(cluster);
        await client.SubscribeAsync(new() { SubscriptionId = "s", Epoch = first });

        long second = (await cluster.RegisterAsync("b")).Epoch;
        await cluster.SendAsync("a", B, "hello");

        Assert.Equal("stale-incarnation", await client.Ended.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System));
        Assert.Single(await cluster.TakeAsync("b", second));
        Assert.Empty(client.Items);
        Assert.Equal("stale-incarnation", (await Assert.ThrowsAsync<ConflictException>(
            () => client.SubscribeAsync(new() { SubscriptionId = "s", Epoch = first }))).Code);
    }

    [Fact]
    public async Task Work_that_a_group_shares_is_pushed_too()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", new() { Team = "red" });
        var client = new Client(cluster);
        await client.SubscribeAsync(new() { SubscriptionId = "s", MaxInFlight = 1 });
        MessageView one = await cluster.SendAsync("a", Recipients.Parse("any-of:team:red"), "one");
        await cluster.SendAsync("a", Recipients.Parse("any-of:team:red"), "two");

        await client.HasAsync(1);
        await cluster.AcknowledgeAsync("b", one.Id);
        await client.HasAsync(2);
        Assert.Equal(["one", "two"], client.Items.Select(i => i.Text()));
    }

    [Fact]
    public async Task What_is_requeued_twice_with_one_key_is_pushed_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        var client = new Client(cluster);
        await client.SubscribeAsync(new() { SubscriptionId = "s" });
        MessageView sent = await cluster.SendAsync("a", B, "hard");
        await client.HasAsync(1);
        await cluster.Mailbox("b").Fail(new() { MessageId = sent.Id, Reason = "not now" });
        Committed<DeliveryView> first = await KeyedAsync("k1", () => cluster.Mailbox("b").Requeue(sent.Id));
        await client.HasAsync(2);

        Committed<DeliveryView> again = await KeyedAsync("k1", () => cluster.Mailbox("b").Requeue(sent.Id));

        Assert.Equal(Text(first), Text(again));
        Assert.Equal(2, client.Items.Count);
    }

    [Fact]
    public async Task Who_acknowledges_is_noted_also_when_the_next_message_is_pushed_at_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        var client = new Client(cluster);
        await client.SubscribeAsync(new() { SubscriptionId = "s", MaxInFlight = 1 });
        MessageView one = await cluster.SendAsync("a", B, "one");
        await cluster.SendAsync("a", B, "two");
        await client.HasAsync(1);
        await Eventually.TrueAsync(() => cluster.Mailbox("b").GetSummary(), summary => summary.Queued == 1);

        CallContext.Actor = "somebody";
        await KeyedAsync("k1", () => cluster.Mailbox("b").Acknowledge(new() { MessageId = one.Id }));
        CallContext.Actor = null;

        await client.HasAsync(2);
        JournalEntry row = (await cluster.ReadAllAsync("mailbox/b")).Single(row => row.Type.Contains("acknowledged", StringComparison.Ordinal));
        EventMetadata metadata = JsonSerializer.Deserialize<EventMetadata>(row.Metadata, OrchestratorJson.Journal)!;
        Assert.Equal(("somebody", "k1"), (metadata.Actor, metadata.IdempotencyKey));
    }

    private sealed class Client(OrchestratorCluster cluster) : IMailboxObserver
    {
        private IMailboxObserver? _reference;

        public ConcurrentQueue<InboxItem> Items { get; } = new();

        public TaskCompletionSource<string> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task SubscribeAsync(SubscribeToMailbox command)
        {
            _reference ??= cluster.Cluster.GrainFactory.CreateObjectReference<IMailboxObserver>(this);
            return cluster.Mailbox("b").Subscribe(command, _reference);
        }

        public Task<int> HasAsync(int count) => Eventually.TrueAsync(() => Task.FromResult(Items.Count), have => have == count);

        public Task Push(IReadOnlyList<InboxItem> items)
        {
            foreach (InboxItem item in items) Items.Enqueue(item);
            return Task.CompletedTask;
        }

        public Task End(string code)
        {
            Ended.TrySetResult(code);
            return Task.CompletedTask;
        }
    }
}
