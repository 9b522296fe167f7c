using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Groups;

/// <summary>Messages to all members of a group, and to lists.</summary>
public sealed class GroupTests
{
    private static readonly AgentProfile Red = new() { Team = "red" };

    [Theory]
    [InlineData("team:red")]
    [InlineData("department:data")]
    [InlineData("capability:code review")]
    [InlineData("type:coder")]
    [InlineData("session:s1")]
    public async Task A_message_to_a_group_reaches_each_member_but_the_sender_each_with_its_own_state(string group)
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        var profile = new AgentProfile { Team = "red", Department = "data", Capabilities = ["code review"], SessionId = SessionId.Parse("s1") };
        foreach (string id in (string[])["a", "b", "c"]) await cluster.RegisterAsync(id, profile, "coder");
        await cluster.RegisterAsync("outsider", new() { Team = "blue" }, "other");

        MessageView sent = await cluster.SendAsync("a", Recipients.Parse(group), "to all");

        InboxItem b = Assert.Single(await cluster.TakeAsync("b"));
        InboxItem c = Assert.Single(await cluster.TakeAsync("c"));
        Assert.Equal((sent.Id, sent.Id, group), (b.MessageId, c.MessageId, b.Message.To!.ToString()));
        await cluster.AcknowledgeAsync("b", sent.Id);
        Assert.Equal(1, (await cluster.Mailbox("c").GetSummary()).Leased);
        Assert.Equal(new MailboxSummary(0, 0, 0, 0, null), await cluster.Mailbox("a").GetSummary());
        Assert.Equal(new MailboxSummary(0, 0, 0, 0, null), await cluster.Mailbox("outsider").GetSummary());
    }

    [Fact]
    public async Task Membership_follows_what_agents_say_of_themselves()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Red);
        await cluster.RegisterAsync("c", Red);
        await cluster.Agent("b").Update(new() { Team = "blue" });
        await cluster.SendAsync("boss", Recipients.Parse("team:red"), "one");
        await cluster.SendAsync("boss", Recipients.Parse("team:blue"), "two");
        await cluster.RegisterAsync("c");

        Assert.Equal(["two"], (await cluster.TakeAsync("b")).Select(i => i.Text()));
        Assert.Equal(["one"], (await cluster.TakeAsync("c")).Select(i => i.Text()));
        Assert.Equal("no-recipients", (await Assert.ThrowsAsync<ConflictException>(
            () => cluster.SendAsync("boss", Recipients.Parse("team:red"), "three"))).Code);
        await cluster.Agent("b").Delete();
        await Assert.ThrowsAsync<ConflictException>(() => cluster.SendAsync("boss", Recipients.Parse("team:blue"), "four"));
    }

    [Fact]
    public async Task An_offline_member_gets_its_mail_when_it_comes_back()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Red);
        await cluster.Agent("b").Update(new() { Status = AgentStatus.Offline });
        await cluster.SendAsync("boss", Recipients.Parse("team:red"), "while away");

        AgentView again = await cluster.RegisterAsync("b", Red);
        Assert.Equal("while away", Assert.Single(await cluster.TakeAsync("b", again.Epoch)).Text());
    }

    [Fact]
    public async Task Members_and_messages_of_a_group_survive_a_kill()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Red);
        await cluster.RegisterAsync("c", Red);
        await cluster.SendAsync("b", Recipients.Parse("team:red"), "before");

        await using OrchestratorCluster again = await cluster.KillAndRestartAsync();
        await again.SendAsync("b", Recipients.Parse("team:red"), "after");

        List<string> got = [];
        await Eventually.TrueAsync(
            async () =>
            {
                got.AddRange((await again.ReceiveAsync("c")).Select(i => i.Text()));
                return got.Count;
            },
            count => count == 2);
        Assert.Equal(["before", "after"], got);
    }

    [Fact]
    public async Task A_membership_that_a_crash_kept_from_its_group_is_made_up_for()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        cluster.Journal.Refuse("conversation/team:red", new IOException("the disk is gone"));
        await Assert.ThrowsAsync<UnavailableException>(() => cluster.RegisterAsync("b", Red));

        await using OrchestratorCluster again = await cluster.KillAndRestartAsync();
        await again.Agent("b").Settle();
        await again.SendAsync("boss", Recipients.Parse("team:red"), "welcome");

        Assert.Equal("welcome", Assert.Single(await again.TakeAsync("b")).Text());
    }

    [Fact]
    public async Task A_member_that_has_all_its_mail_is_forgotten_when_it_leaves_and_comes_back_as_a_new_one()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Red);
        await cluster.RegisterAsync("c", Red);
        await cluster.SendAsync("boss", Recipients.Parse("team:red"), "one");
        Assert.Equal("one", Assert.Single(await cluster.TakeAsync("b")).Text());
        await cluster.Conversation("team:red").Dispatch(); // ends when all hand-offs have

        await cluster.Agent("b").Update(new() { Team = "blue" });
        Assert.Equal(["c"], await MembersAsync(cluster, "team:red"));
        await cluster.SendAsync("boss", Recipients.Parse("team:red"), "two");
        await cluster.Agent("b").Update(new() { Team = "red" });
        await cluster.SendAsync("boss", Recipients.Parse("team:red"), "three");

        Assert.Equal("three", Assert.Single(await cluster.TakeAsync("b")).Text());
        Assert.Equal(["b", "c"], await MembersAsync(cluster, "team:red"));
    }

    [Fact]
    public async Task A_member_that_has_all_its_mail_is_forgotten_by_a_group_that_was_activated_anew()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Red);
        await cluster.RegisterAsync("c", Red);
        await cluster.SendAsync("boss", Recipients.Parse("team:red"), "one");
        await cluster.Conversation("team:red").Dispatch(); // ends when all hand-offs have

        await using OrchestratorCluster again = await cluster.KillAndRestartAsync();
        await again.Agent("b").Update(new() { Team = "blue" });

        Assert.Equal(["c"], await MembersAsync(again, "team:red"));
        Assert.Equal("one", Assert.Single(await again.TakeAsync("b")).Text());
    }

    [Fact]
    public async Task A_member_whose_mail_a_crash_kept_from_it_is_not_forgotten_by_a_group_that_was_activated_anew()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Red);
        await cluster.RegisterAsync("c", Red);
        cluster.Journal.Refuse("mailbox/b", new IOException("the disk is gone"));
        await cluster.SendAsync("boss", Recipients.Parse("team:red"), "on its way");

        await using OrchestratorCluster again = await cluster.KillAndRestartAsync();
        await again.Conversation("team:red").RemoveMember(AgentId.Parse("b"));
        Assert.Equal(["b", "c"], await MembersAsync(again, "team:red"));
        await again.Conversation("team:red").Dispatch();

        Assert.Equal("on its way", Assert.Single(await again.TakeAsync("b")).Text());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_member_that_left_takes_a_message_as_it_was_edited_since(bool comesBack)
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Red);
        await cluster.RegisterAsync("boss", Red);
        MessageView sent = await cluster.SendAsync("boss", Recipients.Parse("team:red"), "as it was");
        await cluster.Conversation("team:red").Dispatch(); // ends when all hand-offs have

        await cluster.Agent("b").Update(new() { Team = "blue" });
        Assert.Equal(["boss"], await MembersAsync(cluster, "team:red"));
        await cluster.Conversation("team:red").Edit(
            new() { AgentId = AgentId.Parse("boss"), MessageId = sent.Id, Sequence = sent.Sequence, Content = JsonSerializer.SerializeToElement("as it is") });
        if (comesBack) await cluster.Agent("b").Update(new() { Team = "red" });

        Assert.Equal("as it is", Assert.Single(await cluster.TakeAsync("b")).Text());
    }

    [Fact]
    public async Task A_member_that_left_before_its_mail_arrived_gets_it_after_a_crash()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", Red);
        await cluster.RegisterAsync("c", Red);
        cluster.Journal.Refuse("mailbox/b", new IOException("the disk is gone"));
        await cluster.SendAsync("boss", Recipients.Parse("team:red"), "on its way");
        await cluster.Conversation("team:red").RemoveMember(AgentId.Parse("b"));
        Assert.Equal(["b", "c"], await MembersAsync(cluster, "team:red"));

        await using OrchestratorCluster again = await cluster.KillAndRestartAsync();
        await again.Conversation("team:red").Dispatch();

        Assert.Equal("on its way", Assert.Single(await again.TakeAsync("b")).Text());
    }

    [Fact]
    public async Task A_list_has_a_conversation_of_its_own_in_which_each_may_answer_all()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageView first = await cluster.SendAsync("a", Recipients.Of([AgentId.Parse("b"), AgentId.Parse("c")]), "hello both");
        MessageView answer = await cluster.SendAsync("b", Recipients.Of([AgentId.Parse("c"), AgentId.Parse("a")]), "hello all");

        Assert.Equal(first.ConversationId, answer.ConversationId);
        Assert.Equal(2, answer.Sequence);
        Assert.Equal("hello both", Assert.Single(await cluster.TakeAsync("b")).Text());
        Assert.Equal("hello all", Assert.Single(await cluster.TakeAsync("a")).Text());
        await Eventually.TrueAsync(() => cluster.Mailbox("c").GetSummary(), summary => summary.Queued == 2);
    }

    [Fact]
    public async Task Nobody_takes_the_name_of_a_group()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await Assert.ThrowsAsync<ValidationException>(() => cluster.RegisterAsync("team:red"));
        await Assert.ThrowsAsync<ValidationException>(() => cluster.Conversation("team:red").Create(
            new() { Id = ConversationId.Parse("team:red"), Title = "mine" }));
        await Assert.ThrowsAsync<ValidationException>(() => cluster.ReceiveAsync("team:red"));
        await cluster.RegisterAsync("b", Red);
        await Assert.ThrowsAsync<ConflictException>(() => cluster.Conversation("team:red").Join(new() { AgentId = AgentId.Parse("x") }));
        await Assert.ThrowsAsync<ConflictException>(() => cluster.Conversation("team:red").Complete());
        Assert.Equal(AgentGroup.Parse("team:red", "to"), (await cluster.Conversation("team:red").Get()).Group);
    }

    private static async Task<IEnumerable<string>> MembersAsync(OrchestratorCluster cluster, string group) =>
        (await cluster.Conversation(group).Get()).Participants.Select(participant => participant.AgentId.Value).Order(StringComparer.Ordinal);
}
