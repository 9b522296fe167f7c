using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Delivery;

/// <summary>
/// What users complained of in the systems before this one, each as a test. That an agent which hangs is noticed, and its
/// work with it, is in <see cref="Agents.StallTests"/>.
/// </summary>
public sealed class ComplaintTests
{
    private static readonly AgentGroup Team = AgentGroup.Parse("team:build", "team");
    private static readonly Recipients AnyOfTeam = Recipients.AnyMemberOf(Team);

    [Fact]
    public async Task A_message_is_not_picked_by_two_receivers_at_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        const int Messages = 40;
        for (int i = 0; i < Messages; i++) await SendAsync(cluster, AgentId.Parse("b"));
        await cluster.Direct("a", "b").Dispatch();

        IEnumerable<Task<Committed<IReadOnlyList<InboxItem>>>> receivers =
            Enumerable.Range(0, 20).Select(_ => cluster.Mailbox("b").Receive(new() { Max = 3 }));
        MessageId[] handed = [.. (await Task.WhenAll(receivers)).SelectMany(answer => answer.Value).Select(item => item.MessageId)];

        Assert.Equal(Messages, handed.Length);
        Assert.Equal(Messages, handed.Distinct().Count());
    }

    [Fact]
    public async Task A_message_for_any_one_of_a_team_is_picked_by_one_member()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        string[] members = ["b", "c", "d", "e"];
        foreach (string member in members) await RegisterAsync(cluster, member);
        const int Messages = 20;
        for (int i = 0; i < Messages; i++) await SendAsync(cluster, AnyOfTeam);
        await cluster.Conversation(Team.ConversationId.Value).Dispatch();

        IEnumerable<Task<Committed<IReadOnlyList<InboxItem>>>> receivers =
            members.SelectMany(member => Enumerable.Range(0, 4).Select(_ => cluster.Mailbox(member).Receive(new() { Max = 10 })));
        MessageId[] handed = [.. (await Task.WhenAll(receivers)).SelectMany(answer => answer.Value).Select(item => item.MessageId)];

        Assert.Equal(Messages, handed.Length);
        Assert.Equal(Messages, handed.Distinct().Count());
    }

    [Fact]
    public async Task A_message_is_not_pending_for_ever_when_its_receiver_vanishes()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await RegisterAsync(cluster, "b");
        await RegisterAsync(cluster, "c");
        MessageId own = await SendAsync(cluster, AgentId.Parse("b"));
        MessageId shared = await SendAsync(cluster, AnyOfTeam);
        await ReceiveAsync(cluster, "b", 2);
        cluster.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(shared, Assert.Single(await ReceiveAsync(cluster, "c", 1)).MessageId);
        await cluster.Mailbox("c").Acknowledge(new() { MessageId = shared });
        Assert.Equal(own, Assert.Single(await ReceiveAsync(cluster, "b", 1)).MessageId);

        // Nor when it kills whoever takes it: after the last attempt it is listed as a dead letter.
        for (int attempt = 2; attempt <= 4; attempt++)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(61));
            if (attempt < 4) await ReceiveAsync(cluster, "b", 1);
        }

        await cluster.Mailbox("b").Tend();
        Assert.Equal(new MailboxSummary(0, 0, 0, 1, null), await cluster.Mailbox("b").GetSummary());
    }

    [Fact]
    public async Task Mail_to_an_agent_that_restarts_is_not_lost()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long dead = await RegisterAsync(cluster, "b");
        MessageId first = await SendAsync(cluster, AgentId.Parse("b"));
        await ReceiveAsync(cluster, "b", 1, dead, TimeSpan.FromHours(12));
        await cluster.Agent("b").Update(new() { Status = AgentStatus.Offline });
        MessageId second = await SendAsync(cluster, AgentId.Parse("b"));
        MessageId third = await SendAsync(cluster, Team);
        cluster.Time.Advance(TimeSpan.FromDays(2));

        long next = await RegisterAsync(cluster, "b");

        IReadOnlyList<InboxItem> items = await ReceiveAsync(cluster, "b", 3, next);
        Assert.Equal([first, second, third], items.Select(item => item.MessageId));
        Assert.Equal([2, 1, 1], items.Select(item => item.Attempt));
    }

    [Fact]
    public async Task What_a_dead_incarnation_had_taken_comes_to_the_next_at_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long dead = await RegisterAsync(cluster, "b");
        MessageId own = await SendAsync(cluster, AgentId.Parse("b"));
        MessageId shared = await SendAsync(cluster, AnyOfTeam);
        await ReceiveAsync(cluster, "b", 2, dead, TimeSpan.FromHours(12));

        long next = await RegisterAsync(cluster, "b");

        Assert.Equal([own, shared], (await ReceiveAsync(cluster, "b", 2, next)).Select(item => item.MessageId));
    }

    [Fact]
    public async Task Work_that_an_agent_took_from_its_team_goes_to_others_when_it_is_gone()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await RegisterAsync(cluster, "b");
        await RegisterAsync(cluster, "c");
        MessageId shared = await SendAsync(cluster, AnyOfTeam);
        await ReceiveAsync(cluster, "b", 1, lease: TimeSpan.FromHours(12));

        await cluster.Agent("b").Update(new() { Status = AgentStatus.Offline });

        Assert.Equal(shared, Assert.Single(await ReceiveAsync(cluster, "c", 1)).MessageId);
    }

    [Fact]
    public async Task Work_that_an_agent_took_from_its_team_stays_there_when_it_leaves()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await RegisterAsync(cluster, "b");
        await RegisterAsync(cluster, "c");
        MessageId shared = await SendAsync(cluster, AnyOfTeam);
        await ReceiveAsync(cluster, "b", 1, lease: TimeSpan.FromHours(12));

        await cluster.Agent("b").Update(new() { Team = "other" });

        Assert.Equal(shared, Assert.Single(await ReceiveAsync(cluster, "c", 1)).MessageId);
    }

    [Fact]
    public async Task Work_drawn_for_an_incarnation_that_ends_meanwhile_comes_to_the_next()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long dead = await RegisterAsync(cluster, "b");
        MessageId shared = await SendAsync(cluster, AnyOfTeam);
        var type = AgentGroup.Parse("type:agent", "type");
        MessageId first = await SendAsync(cluster, Recipients.AnyMemberOf(type));

        // Of its groups it has asked the first one, and not yet its team, when the next incarnation registers.
        GatedJournal.Gate gate = cluster.Journal.Hold($"mailbox/{type.ConversationId}");
        var all = new ReceiveMessages { Epoch = dead, Lease = TimeSpan.FromHours(12) };
        Task<Committed<IReadOnlyList<InboxItem>>> late = cluster.Mailbox("b").Receive(all);
        await gate.Arrived;
        Task<long> registration = RegisterAsync(cluster, "b");
        await Eventually.TrueAsync(
            () => cluster.ReadAllAsync("mailbox/b"), rows => rows.Count(row => row.Type.Contains("agent-attached", StringComparison.Ordinal)) == 2);
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None); // the team is told
        gate.Open();

        await RefusedAsync("stale-incarnation", () => late);
        cluster.Time.Advance(TimeSpan.FromSeconds(6));
        IReadOnlyList<InboxItem> items = await ReceiveAsync(cluster, "b", 2, await registration);
        Assert.Equal([first, shared], items.Select(item => item.MessageId));
    }

    [Fact]
    public async Task A_late_done_of_a_dead_process_does_not_close_its_successors_work()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long dead = await RegisterAsync(cluster, "b");
        await SendAsync(cluster, AgentId.Parse("b"));
        MessageId id = Assert.Single(await ReceiveAsync(cluster, "b", 1, dead)).MessageId;
        long next = await RegisterAsync(cluster, "b");
        await ReceiveAsync(cluster, "b", 1, next);
        IMailboxGrain mailbox = cluster.Mailbox("b");

        await RefusedAsync("stale-incarnation", () => mailbox.Acknowledge(new() { MessageId = id, Epoch = dead }));
        await RefusedAsync("stale-incarnation", () => mailbox.Return(new() { MessageId = id, Epoch = dead }));
        await RefusedAsync("stale-incarnation", () => mailbox.Fail(new() { MessageId = id, Epoch = dead, Reason = "no" }));
        await RefusedAsync("stale-incarnation", () => mailbox.Receive(new() { Epoch = dead }));

        Assert.Equal(1, (await mailbox.GetSummary()).Leased);
        await mailbox.Acknowledge(new() { MessageId = id, Epoch = next });
        Assert.Equal(1, (await mailbox.GetSummary()).Acknowledged);
    }

    [Fact]
    public async Task A_late_done_does_not_close_what_another_member_has_by_now()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await RegisterAsync(cluster, "b");
        await RegisterAsync(cluster, "c");
        MessageId id = await SendAsync(cluster, AnyOfTeam);
        await ReceiveAsync(cluster, "b", 1);
        cluster.Time.Advance(TimeSpan.FromSeconds(61));
        await ReceiveAsync(cluster, "c", 1);

        await RefusedAsync("lease-lost", () => cluster.Mailbox("b").Acknowledge(new() { MessageId = id }));
        await RefusedAsync("lease-lost", () => cluster.Mailbox("b").Return(new() { MessageId = id }));
        await RefusedAsync("lease-lost", () => cluster.Mailbox("b").Fail(new() { MessageId = id, Reason = "no" }));

        Assert.Equal(1, (await cluster.Mailbox(Team.ConversationId.Value).GetSummary()).Leased);
        Assert.Equal(DeliveryStatus.Acknowledged, (await cluster.Mailbox("c").Acknowledge(new() { MessageId = id })).Value.Status);
    }

    [Fact]
    public async Task A_late_done_counts_when_another_member_gave_the_message_up()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await RegisterAsync(cluster, "b");
        await RegisterAsync(cluster, "c");
        MessageId id = await SendAsync(cluster, AnyOfTeam);
        await ReceiveAsync(cluster, "b", 1);
        cluster.Time.Advance(TimeSpan.FromSeconds(61));
        await ReceiveAsync(cluster, "c", 1);
        await cluster.Mailbox("c").Fail(new() { MessageId = id, Reason = "beyond me" });

        Assert.Equal(DeliveryStatus.Acknowledged, (await cluster.Mailbox("b").Acknowledge(new() { MessageId = id })).Value.Status);
        Assert.Equal(new MailboxSummary(0, 0, 1, 0, null), await cluster.Mailbox(Team.ConversationId.Value).GetSummary());
    }

    private static async Task RefusedAsync(string code, Func<Task> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<ConflictException>(call)).Code);

    private static async Task<long> RegisterAsync(OrchestratorCluster cluster, string agent) =>
        (await cluster.Agent(agent).Register(new() { Name = agent, Team = Team.Name })).Value.Epoch;

    private static async Task<MessageId> SendAsync(OrchestratorCluster cluster, Recipients to)
    {
        var from = AgentId.Parse("a");
        var command = new SendMessage { From = from, To = to, Content = JsonSerializer.SerializeToElement("work") };
        IConversationGrain conversation = cluster.Conversation(ConversationId.Of(from, to).Value);
        MessageId id = (await conversation.SendDirect(command)).Value.Id;
        await conversation.Dispatch();
        return id;
    }

    private static async Task<IReadOnlyList<InboxItem>> ReceiveAsync(
        OrchestratorCluster cluster, string agent, int count, long? epoch = null, TimeSpan? lease = null)
    {
        var command = new ReceiveMessages { Max = 100, Epoch = epoch, Lease = lease ?? TimeSpan.FromSeconds(60) };
        List<InboxItem> items = [];
        await Eventually.TrueAsync(
            async () =>
            {
                items.AddRange((await cluster.Mailbox(agent).Receive(command)).Value);
                return items.Count;
            },
            found => found >= count);
        Assert.Equal(count, items.Count);
        return items;
    }
}
