using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Delivery;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Mailboxes;

/// <summary>Messages that the host brings.</summary>
public sealed class BringingTests
{
    private static readonly AgentId B = AgentId.Parse("b");

    private static readonly AgentProfile Hooked = new()
    {
        Delivery = new() { Method = DeliveryMethod.Webhook, WebhookUrl = "https://example.org/hook", Coordinates = new() { X = 1, Y = 2 } },
    };

    [Fact]
    public async Task Messages_are_brought_in_order_to_where_the_agent_registered()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Hooked);
        for (int n = 0; n < 5; n++) await cluster.SendAsync("a", B, $"{n}");

        await AcknowledgedAsync(cluster, 5);

        Assert.Equal(["0", "1", "2", "3", "4"], cluster.Webhook.Brought.Select(d => d.Message.Content.GetString()));
        Assert.All(cluster.Webhook.Brought, d => Assert.Equal("https://example.org/hook", d.Endpoints.WebhookUrl));
        Assert.Empty(await cluster.ReceiveAsync("b"));
    }

    [Fact]
    public async Task A_sender_chooses_another_way_than_the_agent()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Hooked);
        await cluster.SendAsync("a", B, "typed", m => m with { DeliveryMethod = DeliveryMethod.Gui, Coordinates = new() { X = 30, Y = 40 } });
        await cluster.SendAsync("a", B, "fetched", m => m with { DeliveryMethod = DeliveryMethod.Inbox });

        Assert.Equal("fetched", Assert.Single(await cluster.TakeAsync("b")).Text());
        await AcknowledgedAsync(cluster, 1);
        Assert.Equal((30, 40), Assert.Single(cluster.Gui.Brought).Endpoints.Coordinates is { } at ? (at.X, at.Y) : default);
        Assert.Contains(
            await cluster.ReadAllAsync("mailbox/b"), row => row.Type.Contains("coordinates-checked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fails_is_tried_again_with_back_off_and_ends_among_the_dead_letters()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        cluster.Webhook.Act = (_, _) => throw new DeliveryException("answered 500", isPermanent: false);
        await cluster.RegisterAsync("b", Hooked);
        await cluster.SendAsync("a", B, "never", m => m with { MaxRetries = 2 });

        await Eventually.TrueAsync(
            async () =>
            {
                cluster.Time.Advance(TimeSpan.FromSeconds(10));
                await cluster.Mailbox("b").Tend();
                return await cluster.Mailbox("b").GetSummary();
            },
            summary => summary.DeadLetters == 1);

        Assert.Equal([1, 2, 3], cluster.Webhook.Brought.Select(d => d.Attempt));
    }

    [Fact]
    public async Task What_can_never_be_brought_fails_at_once_and_does_not_block_the_next()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        cluster.Webhook.Act = (d, _) => d.Message.Content.GetString() == "bad"
            ? throw new DeliveryException("host not allowed", isPermanent: true)
            : Task.CompletedTask;
        await cluster.RegisterAsync("b", Hooked);
        await cluster.SendAsync("a", B, "bad");
        await cluster.SendAsync("a", B, "good");

        await AcknowledgedAsync(cluster, 1);
        Assert.Equal(1, (await cluster.Mailbox("b").GetSummary()).DeadLetters);
    }

    [Fact]
    public async Task Without_an_endpoint_the_sender_is_told_why_in_the_end()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.SendAsync("a", B, "to a stranger", m => m with { DeliveryMethod = DeliveryMethod.Webhook, MaxRetries = 0 });

        await Eventually.TrueAsync(() => cluster.Mailbox("b").GetSummary(), summary => summary.DeadLetters == 1);
        Assert.Contains(
            await cluster.ReadAllAsync("mailbox/b"), row => row.Payload.ToString().Contains("registered no endpoint", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_kill_interrupted_is_brought_again()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        cluster.Webhook.Act = (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        await cluster.RegisterAsync("b", Hooked);
        await cluster.SendAsync("a", B, "work");
        await Eventually.TrueAsync(() => Task.FromResult(cluster.Webhook.Brought.Count), count => count == 1);

        await using OrchestratorCluster again = await cluster.KillAndRestartAsync();
        again.Time.Advance(TimeSpan.FromMinutes(3));
        await again.Mailbox("b").Tend();

        await AcknowledgedAsync(again, 1);
        Assert.Equal(2, Assert.Single(again.Webhook.Brought).Attempt);
    }

    [Fact]
    public async Task Mail_that_waited_is_brought_once_the_agent_says_where()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.SendAsync("a", B, "early");
        await Eventually.TrueAsync(() => cluster.Mailbox("b").GetSummary(), summary => summary.Queued == 1);

        await cluster.RegisterAsync("b", Hooked);

        await AcknowledgedAsync(cluster, 1);
    }

    private static Task<MailboxSummary> AcknowledgedAsync(OrchestratorCluster cluster, long count) =>
        Eventually.TrueAsync(() => cluster.Mailbox("b").GetSummary(), summary => summary.Acknowledged == count);
}
