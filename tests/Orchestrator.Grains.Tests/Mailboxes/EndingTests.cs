using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;
using static Orchestrator.Grains.Tests.EventSourcing.Keyed;

namespace Orchestrator.Grains.Tests.Mailboxes;

/// <summary>The ways in which a delivery ends, or begins again, without an acknowledgement.</summary>
public sealed class EndingTests
{
    private static readonly ReceiveMessages All = new() { Max = 100, Lease = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task A_message_given_back_comes_again_after_its_delay()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageId id = await SendAsync(cluster, "hello");
        await TakeAsync(cluster);

        DeliveryView back = (await cluster.Mailbox("b").Return(new() { MessageId = id, Delay = TimeSpan.FromSeconds(30), Reason = "busy" })).Value;

        Assert.Equal(DeliveryStatus.Queued, back.Status);
        Assert.Equal(back, (await cluster.Mailbox("b").Return(new() { MessageId = id })).Value);
        cluster.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty((await cluster.Mailbox("b").Receive(All)).Value);
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Assert.Single((await cluster.Mailbox("b").Receive(All)).Value).Attempt);
    }

    [Fact]
    public async Task A_message_given_back_again_with_one_key_is_not_taken_from_its_next_receiver()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageId id = await SendAsync(cluster, "hello");
        await TakeAsync(cluster);
        var command = new ReturnMessage { MessageId = id, Delay = TimeSpan.Zero };
        Committed<DeliveryView> first = await KeyedAsync("k1", () => cluster.Mailbox("b").Return(command));
        await TakeAsync(cluster);

        Assert.Equal(first, await KeyedAsync("k1", () => cluster.Mailbox("b").Return(command)));
        Assert.Equal(1, (await cluster.Mailbox("b").GetSummary()).Leased);
    }

    [Fact]
    public async Task Without_a_delay_of_its_own_each_attempt_waits_about_twice_as_long()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageId id = await SendAsync(cluster, "hello", maxRetries: 10);
        List<double> delays = [];
        for (int attempt = 1; attempt <= 10; attempt++)
        {
            await TakeAsync(cluster);
            await cluster.Mailbox("b").Return(new() { MessageId = id });
            JournalEntry row = (await cluster.ReadAllAsync("mailbox/b"))[^1];
            JsonElement returned = JsonDocument.Parse(row.Payload.ToString()).RootElement[0];
            delays.Add((returned.GetProperty("until").GetDateTimeOffset() - cluster.Time.GetUtcNow()).TotalSeconds);
            cluster.Time.Advance(RetryDelay.Longest * 2);
        }

        for (int i = 0; i < delays.Count; i++)
        {
            double middle = Math.Min(300, Math.Pow(2, i));
            Assert.InRange(delays[i], (middle * 0.8) - 0.002, (middle * 1.2) + 0.002);
        }
    }

    [Fact]
    public async Task A_message_given_back_after_its_last_attempt_is_a_dead_letter_and_can_be_requeued()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageId id = await SendAsync(cluster, "poison", maxRetries: 0);
        await TakeAsync(cluster);

        Assert.Equal(DeliveryStatus.DeadLettered, (await cluster.Mailbox("b").Return(new() { MessageId = id, Reason = "crash" })).Value.Status);
        Assert.Equal(1, (await cluster.Mailbox("b").GetSummary()).DeadLetters);
        cluster.Time.Advance(TimeSpan.FromDays(1));
        Assert.Empty((await cluster.Mailbox("b").Receive(All)).Value);

        Assert.Equal(DeliveryStatus.Queued, (await cluster.Mailbox("b").Requeue(id)).Value.Status);
        Assert.Equal(DeliveryStatus.Queued, (await cluster.Mailbox("b").Requeue(id)).Value.Status);
        Assert.Equal(1, Assert.Single((await cluster.Mailbox("b").Receive(All)).Value).Attempt);
        await cluster.Mailbox("b").Acknowledge(new() { MessageId = id });
        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Mailbox("b").Requeue(id));
    }

    [Fact]
    public async Task A_poison_message_does_not_block_the_ones_behind_it()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageId poison = await SendAsync(cluster, "poison");
        MessageId good = await SendAsync(cluster, "good");
        List<MessageId> done = [];
        for (int round = 0; round < 10; round++)
        {
            foreach (InboxItem item in (await cluster.Mailbox("b").Receive(new() { Max = 1, Lease = TimeSpan.FromSeconds(10) })).Value)
            {
                if (item.MessageId == poison) continue; // its receiver dies
                await cluster.Mailbox("b").Acknowledge(new() { MessageId = item.MessageId });
                done.Add(item.MessageId);
            }

            cluster.Time.Advance(TimeSpan.FromSeconds(11));
        }

        Assert.Equal([good], done);
        MailboxSummary summary = await cluster.Mailbox("b").GetSummary();
        Assert.Equal((0, 0, 1), (summary.Queued, summary.Leased, summary.DeadLetters));
    }

    [Fact]
    public async Task A_receiver_that_is_late_but_done_is_better_than_a_dead_letter()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageId id = await SendAsync(cluster, "slow", maxRetries: 0);
        await TakeAsync(cluster);
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        await cluster.Mailbox("b").Tend();
        Assert.Equal(1, (await cluster.Mailbox("b").GetSummary()).DeadLetters);

        Assert.Equal(DeliveryStatus.Acknowledged, (await cluster.Mailbox("b").Acknowledge(new() { MessageId = id })).Value.Status);
        Assert.Equal(new MailboxSummary(0, 0, 1, 0, null), await cluster.Mailbox("b").GetSummary());
    }

    [Fact]
    public async Task A_failed_message_is_not_handed_out_again()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageId id = await SendAsync(cluster, "nonsense");
        await TakeAsync(cluster);

        Assert.Equal(DeliveryStatus.Failed, (await cluster.Mailbox("b").Fail(new() { MessageId = id, Reason = "not JSON" })).Value.Status);
        Assert.Equal(DeliveryStatus.Failed, (await cluster.Mailbox("b").Fail(new() { MessageId = id, Reason = "again" })).Value.Status);
        cluster.Time.Advance(TimeSpan.FromDays(1));
        Assert.Empty((await cluster.Mailbox("b").Receive(All)).Value);
    }

    [Fact]
    public async Task A_message_is_not_handed_out_after_its_time()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await SendAsync(cluster, "lunch?", expiresAt: cluster.Time.GetUtcNow().AddMinutes(5));
        await Eventually.TrueAsync(() => cluster.Mailbox("b").GetSummary(), summary => summary.Queued == 1);
        cluster.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Empty((await cluster.Mailbox("b").Receive(All)).Value);
        await Eventually.TrueAsync(() => cluster.Mailbox("b").GetSummary(), summary => summary == new MailboxSummary(0, 0, 0, 0, null));
    }

#if !ORLEANS // Grain timers are the silo's, whose time no test moves on real Orleans.
    [Fact]
    public async Task An_active_mailbox_buries_what_nobody_finished_by_itself()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await SendAsync(cluster, "poison", maxRetries: 0);
        await TakeAsync(cluster);
        cluster.Time.Advance(TimeSpan.FromSeconds(11));

        await Eventually.TrueAsync(() => cluster.Mailbox("b").GetSummary(), summary => summary.DeadLetters == 1);
    }

    [Theory]
    [InlineData(11, null)]
    [InlineData(5, 3)]
    public async Task A_mailbox_rests_when_a_lease_ran_out_or_what_is_leased_expired(int seconds, int? expiresAfter)
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        DateTimeOffset? expiresAt = expiresAfter is { } after ? cluster.Time.GetUtcNow().AddSeconds(after) : null;
        await SendAsync(cluster, "abandoned", expiresAt: expiresAt);
        await TakeAsync(cluster);
        for (int second = 0; second < seconds; second++)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            await cluster.Mailbox("b").Tend();
        }

        Assert.Equal(0, cluster.Time.DueNow);
    }

    [Fact]
    public async Task Who_waits_gets_what_comes_back_when_its_lease_ends()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await SendAsync(cluster, "abandoned");
        await TakeAsync(cluster);
        cluster.Time.Advance(TimeSpan.FromSeconds(5));
        Task<Committed<IReadOnlyList<InboxItem>>> waiting =
            cluster.Mailbox("b").Receive(All with { Wait = TimeSpan.FromSeconds(20) });
        await cluster.Mailbox("b").Tend(); // most likely behind the receiver; one that comes later gets it all the same

        cluster.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(2, Assert.Single((await waiting.WaitAsync(TimeSpan.FromSeconds(30))).Value).Attempt);
    }
#endif

    [Fact]
    public async Task Only_a_leased_message_is_given_back_and_only_what_is_there()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageId id = await SendAsync(cluster, "hello");
        await Eventually.TrueAsync(() => cluster.Mailbox("b").GetSummary(), summary => summary.Queued == 1);

        await Assert.ThrowsAsync<ConflictException>(() => cluster.Mailbox("b").Return(new() { MessageId = id }));
        MessageId other = MessageId.Parse("other");
        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Mailbox("b").Return(new() { MessageId = other }));
        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Mailbox("b").Fail(new() { MessageId = other, Reason = "no" }));
        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Mailbox("b").Requeue(other));
    }

    [Fact]
    public async Task Dead_letters_delays_and_attempts_survive_a_restart()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageId dead = await SendAsync(cluster, "dead", maxRetries: 0);
        await TakeAsync(cluster);
        await cluster.Mailbox("b").Return(new() { MessageId = dead });
        MessageId later = await SendAsync(cluster, "later");
        await TakeAsync(cluster);
        await cluster.Mailbox("b").Return(new() { MessageId = later, Delay = TimeSpan.FromHours(1) });

        await using OrchestratorCluster again = await cluster.RestartAsync();

        MailboxSummary summary = await again.Mailbox("b").GetSummary();
        Assert.Equal((1, 1), (summary.Queued, summary.DeadLetters));
        Assert.Empty((await again.Mailbox("b").Receive(All)).Value);
        again.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(2, Assert.Single((await again.Mailbox("b").Receive(All)).Value).Attempt);
    }

    private static async Task<MessageId> SendAsync(
        OrchestratorCluster cluster, string content, int? maxRetries = null, DateTimeOffset? expiresAt = null)
    {
        var command = new SendMessage
        {
            From = AgentId.Parse("a"),
            To = AgentId.Parse("b"),
            Content = JsonSerializer.SerializeToElement(content),
            MaxRetries = maxRetries,
            ExpiresAt = expiresAt,
        };
        return (await cluster.Direct("a", "b").SendDirect(command)).Value.Id;
    }

    // The hand-off to the mailbox follows the answer to the sender.
    private static async Task TakeAsync(OrchestratorCluster cluster) =>
        await Eventually.TrueAsync(() => cluster.Mailbox("b").Receive(All), received => received.Value.Count == 1);
}
