using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Conversations;

/// <summary>Conversations of more messages than are kept at hand, or of more members than are told in one turn.</summary>
public sealed class LargeConversationTests
{
    private static readonly AgentId B = AgentId.Parse("b");

    [Fact]
    public async Task Messages_that_were_written_together_are_read_from_anywhere_and_as_they_were_edited()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        const int count = 200;
        await Task.WhenAll(Enumerable.Range(0, count).Select(n => cluster.SendAsync("a", B, $"{n}")));
        IConversationGrain conversation = cluster.Direct("a", "b");
        IReadOnlyList<MessageView> all = await conversation.GetMessages(1, count);
        Assert.Equal(Enumerable.Range(1, count).Select(n => (long)n), all.Select(m => m.Sequence));
        Assert.Equal(count, all.Select(m => m.Id).Distinct().Count());

        await ReadAsync(1);
        await ReadAsync(7);
        MessageView edited = (await conversation.Edit(new()
        {
            AgentId = AgentId.Parse("a"),
            MessageId = all[49].Id,
            Sequence = 50,
            Content = JsonSerializer.SerializeToElement("edited"),
        })).Value;
        all = [.. all.Select(m => m.Sequence == 50 ? edited : m)];
        await ReadAsync(1);
        await ReadAsync(7);

        // Forth and back: what a reading left over is of use to the one behind it, and in no other's way.
        async Task ReadAsync(int atOnce)
        {
            foreach (int from in Enumerable.Range(1, count).Concat(Enumerable.Range(1, count).Reverse()))
            {
                IReadOnlyList<MessageView> read = await conversation.GetMessages(from, atOnce);
                Assert.Equal(
                    all.Skip(from - 1).Take(atOnce).Select(m => (m.Sequence, m.Id, m.Content.GetString())),
                    read.Select(m => (m.Sequence, m.Id, m.Content.GetString())));
            }
        }
    }

    [Fact]
    public async Task Messages_to_hundreds_of_members_come_to_each_in_order_also_after_a_kill_in_between()
    {
        AgentGroup team = AgentGroup.Parse("team:x", "to");
        AgentId[] members = [.. Enumerable.Range(0, 300).Select(i => AgentId.Parse($"m{i}"))];
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IConversationGrain conversation = cluster.Conversation(team.ConversationId.Value);
        await Task.WhenAll(members.Select(member => conversation.AddMember(team, member)));
        for (int n = 1; n <= 5; n++) await cluster.SendAsync("boss", team, $"{n}");

        await using OrchestratorCluster second = await cluster.KillAndRestartAsync();
        await second.SendAsync("boss", team, "6");
        await second.Conversation(team.ConversationId.Value).Dispatch();

        foreach (AgentId member in members)
        {
            await Eventually.TrueAsync(() => second.Mailbox(member.Value).GetLastSequence(team.ConversationId), last => last == 6);
            IReadOnlyList<InboxItem> items = (await second.Mailbox(member.Value).Receive(new() { Max = 10 })).Value;
            Assert.Equal(["1", "2", "3", "4", "5", "6"], items.Select(i => i.Text()));
        }
    }
}
