using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Mailboxes;

/// <summary>A request on its way to the mailbox of its sender.</summary>
public sealed class RequestHandOffTests
{
    [Fact]
    public async Task A_request_handed_over_behind_a_message_to_its_sender_is_not_opened_again()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        var conversation = ConversationId.Direct(AgentId.Parse("a"), AgentId.Parse("b"));
        MessageView hello = Message(conversation, 1, "b", "a");
        MessageView request = Message(conversation, 2, "a", "b") with { ResponseDeadline = cluster.Time.GetUtcNow().AddMinutes(1) };
        await cluster.Mailbox("a").Deliver(new() { ConversationId = conversation, Messages = [hello, request] });

        Assert.Equal(2, await cluster.Mailbox("a").GetLastSequence(conversation));
        cluster.Time.Advance(TimeSpan.FromMinutes(2));
        await cluster.Mailbox("a").Tend();
        await cluster.Mailbox("a").Deliver(new() { ConversationId = conversation, Messages = [request] });

        Assert.Equal(ResponseStatus.DeadlineExceeded, (await cluster.Mailbox("a").WaitForResponse(request.Id, TimeSpan.Zero)).Status);
    }

    private static MessageView Message(ConversationId conversation, long sequence, string from, string to) => new()
    {
        Id = MessageId.Parse($"m{sequence}"),
        ConversationId = conversation,
        Sequence = sequence,
        From = AgentId.Parse(from),
        To = AgentId.Parse(to),
        Type = MessageType.Text,
        Priority = Priority.Normal,
        Content = JsonSerializer.SerializeToElement("hello"),
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
