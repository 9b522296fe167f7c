using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>What tests let agents do, in few words.</summary>
internal static class Actors
{
    public static async Task<AgentView> RegisterAsync(this OrchestratorCluster cluster, string id, AgentProfile? profile = null, string type = "worker") =>
        (await cluster.Agent(id).Register(Registration(id, profile ?? new(), type))).Value;

    public static async Task<MessageView> SendAsync(
        this OrchestratorCluster cluster, string from, Recipients to, string content, Func<SendMessage, SendMessage>? with = null)
    {
        var command = new SendMessage { From = AgentId.Parse(from), To = to, Content = JsonSerializer.SerializeToElement(content) };
        command = with?.Invoke(command) ?? command;
        return (await cluster.Conversation(ConversationId.Of(command.From, to).Value).SendDirect(command)).Value;
    }

    public static async Task<IReadOnlyList<InboxItem>> ReceiveAsync(
        this OrchestratorCluster cluster, string agent, int max = 10, long? epoch = null, double wait = 0) =>
        (await cluster.Mailbox(agent).Receive(new() { Max = max, Epoch = epoch, Wait = TimeSpan.FromSeconds(wait), Lease = TimeSpan.FromSeconds(30) })).Value;

    /// <summary>Receives until something came: the hand-off to a mailbox follows the answer to the sender.</summary>
    public static async Task<IReadOnlyList<InboxItem>> TakeAsync(this OrchestratorCluster cluster, string agent, long? epoch = null)
    {
        IReadOnlyList<InboxItem> items = [];
        await Eventually.TrueAsync(
            async () => items = await cluster.ReceiveAsync(agent, epoch: epoch), received => received.Count > 0);
        return items;
    }

    public static Task AcknowledgeAsync(this OrchestratorCluster cluster, string agent, MessageId id, long? epoch = null) =>
        cluster.Mailbox(agent).Acknowledge(new() { MessageId = id, Epoch = epoch });

    public static string Text(this InboxItem item) => item.Message.Content.GetString()!;

    private static RegisterAgent Registration(string id, AgentProfile profile, string type) => new()
    {
        Id = AgentId.Parse(id),
        Name = id,
        Type = type,
        Team = profile.Team,
        Department = profile.Department,
        SessionId = profile.SessionId,
        Capabilities = profile.Capabilities,
        Delivery = profile.Delivery,
    };
}
