using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;
using static Orchestrator.Grains.Tests.EventSourcing.Keyed;

namespace Orchestrator.Grains.Tests.Mailboxes;

/// <summary>What a new incarnation of an agent means for its mail.</summary>
public sealed class IncarnationTests
{
    private static readonly AgentId B = AgentId.Parse("b");

    [Fact]
    public async Task What_a_dead_incarnation_had_taken_comes_to_the_next_at_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long first = (await cluster.RegisterAsync("b")).Epoch;
        MessageView sent = await cluster.SendAsync("a", B, "work");
        Assert.Single(await cluster.TakeAsync("b", first));

        long second = (await cluster.RegisterAsync("b")).Epoch;

        InboxItem again = Assert.Single(await cluster.ReceiveAsync("b", epoch: second));
        Assert.Equal((sent.Id, 2), (again.MessageId, again.Attempt));
    }

    [Fact]
    public async Task What_an_earlier_incarnation_says_is_refused()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long first = (await cluster.RegisterAsync("b")).Epoch;
        MessageView sent = await cluster.SendAsync("a", B, "work");
        Assert.Single(await cluster.TakeAsync("b", first));
        long second = (await cluster.RegisterAsync("b")).Epoch;
        Assert.Single(await cluster.ReceiveAsync("b", epoch: second));

        await StaleAsync(() => cluster.AcknowledgeAsync("b", sent.Id, first));
        await StaleAsync(() => cluster.Mailbox("b").Return(new() { MessageId = sent.Id, Epoch = first }));
        await StaleAsync(() => cluster.Mailbox("b").Fail(new() { MessageId = sent.Id, Epoch = first, Reason = "late" }));
        await StaleAsync(() => cluster.ReceiveAsync("b", epoch: first));
        await StaleAsync(() => cluster.Agent("b").Heartbeat(new() { Epoch = first }));
        await StaleAsync(() => cluster.Agent("b").Update(new() { Epoch = first, Status = AgentStatus.Offline }));

        Assert.Equal(1, (await cluster.Mailbox("b").GetSummary()).Leased);
        await cluster.AcknowledgeAsync("b", sent.Id, second);
    }

    [Fact]
    public async Task An_earlier_incarnation_that_waits_for_messages_is_sent_away()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long first = (await cluster.RegisterAsync("b")).Epoch;
        Task<IReadOnlyList<InboxItem>> stale = cluster.ReceiveAsync("b", epoch: first, wait: 20);
        Task<IReadOnlyList<InboxItem>> unnamed = cluster.ReceiveAsync("b", wait: 20);
        await cluster.ReceiveAsync("b", epoch: first); // both wait by now

        long second = (await cluster.RegisterAsync("b")).Epoch;
        await cluster.SendAsync("a", B, "for the living");

        await StaleAsync(() => stale);
        Assert.Empty(await unnamed);
        Assert.Single(await cluster.TakeAsync("b", second));
    }

    [Fact]
    public async Task An_agent_that_goes_offline_gives_back_what_it_had_taken_and_its_mail_waits()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long first = (await cluster.RegisterAsync("b")).Epoch;
        await cluster.Agent("b").Heartbeat(new() { Epoch = first });
        MessageView one = await cluster.SendAsync("a", B, "one");
        Assert.Single(await cluster.TakeAsync("b", first));

        cluster.Time.Advance(TimeSpan.FromSeconds(10));
        await cluster.Agent("b").Update(new() { Status = AgentStatus.Offline, Epoch = first });
        Assert.Equal((1, 0), (await cluster.Mailbox("b").GetSummary()) is var s ? (s.Queued, s.Leased) : default);
        MessageView two = await cluster.SendAsync("a", B, "two");

        long second = (await cluster.RegisterAsync("b")).Epoch;
        List<MessageId> got = [];
        await Eventually.TrueAsync(
            async () =>
            {
                got.AddRange((await cluster.ReceiveAsync("b", epoch: second)).Select(i => i.MessageId));
                return got.Count;
            },
            count => count == 2);
        Assert.Equal([one.Id, two.Id], got);
    }

#if !ORLEANS // Grain timers are the silo's, whose time no test moves on real Orleans.
    [Fact]
    public async Task An_agent_that_falls_silent_gives_back_what_it_had_taken()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long epoch = (await cluster.RegisterAsync("b")).Epoch;
        await cluster.Agent("b").Heartbeat(new() { Epoch = epoch });
        await cluster.SendAsync("a", B, "one");
        await Eventually.TrueAsync(
            async () => (await cluster.Mailbox("b").Receive(new() { Lease = TimeSpan.FromHours(1), Epoch = epoch })).Value.Count, count => count == 1);

        cluster.Time.Advance(TimeSpan.FromMinutes(6));

        await Eventually.TrueAsync(() => cluster.Mailbox("b").GetSummary(), summary => summary is { Queued: 1, Leased: 0 });
    }
#endif

    [Fact]
    public async Task A_message_that_kills_every_incarnation_ends_among_the_dead_letters()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.SendAsync("a", B, "poison", m => m with { MaxRetries = 2 });
        for (int n = 0; n < 3; n++)
        {
            long epoch = (await cluster.RegisterAsync("b")).Epoch;
            Assert.Single(await cluster.TakeAsync("b", epoch));
        }

        await cluster.RegisterAsync("b");

        MailboxSummary summary = await cluster.Mailbox("b").GetSummary();
        Assert.Equal((0, 0, 1), (summary.Queued, summary.Leased, summary.DeadLetters));
    }

    [Fact]
    public async Task A_registration_that_is_repeated_with_its_key_is_answered_when_its_mailbox_knows()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b");
        GatedJournal.Gate gate = RefuseMailbox(cluster);
        await Assert.ThrowsAsync<UnavailableException>(() => KeyedAsync("k1", () => cluster.RegisterAsync("b")));
        await Assert.ThrowsAsync<UnavailableException>(() => KeyedAsync("k1", () => cluster.RegisterAsync("b")));
        gate.Open();

        long second = (await KeyedAsync("k1", () => cluster.RegisterAsync("b"))).Epoch;

        Assert.Equal(2, second);
        await StaleAsync(() => cluster.ReceiveAsync("b", epoch: 1));
    }

    [Fact]
    public async Task An_incarnation_that_waits_for_messages_is_not_sent_away_by_its_own_registration()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b");
        GatedJournal.Gate gate = RefuseMailbox(cluster);
        await Assert.ThrowsAsync<UnavailableException>(() => cluster.RegisterAsync("b"));
        Task<IReadOnlyList<InboxItem>> waiting = cluster.ReceiveAsync("b", epoch: 2, wait: 20);
        await cluster.Mailbox("b").GetSummary(); // it waits by now
        gate.Open();

        await cluster.Agent("b").Settle();
        await cluster.SendAsync("a", B, "hello");

        Assert.Equal("hello", Assert.Single(await waiting.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System)).Text());
    }

    private static GatedJournal.Gate RefuseMailbox(OrchestratorCluster cluster) => cluster.Journal.Refuse(
        "mailbox/b", new JournalUnavailableException("the disk is full", JournalUnavailableReason.Full, JournalWriteOutcome.NotWritten));

    private static async Task StaleAsync(Func<Task> call) =>
        Assert.Equal("stale-incarnation", (await Assert.ThrowsAsync<ConflictException>(call)).Code);
}
