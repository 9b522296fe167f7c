using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Simulation.Cluster;

namespace Orchestrator.Simulation.Workloads;

/// <summary>
/// A cluster that fell apart: each part has activations of the same grains and writes to the same journal. No grain's history
/// forks, and what was answered is in it once.
/// </summary>
internal sealed class FenceWorkload(World world) : Workload(world)
{
    private const string Conversation = "talk";
    private static readonly JsonElement Content = JsonSerializer.SerializeToElement("hello");

    private readonly HashSet<MessageId> _sent = [];

    // A part that does not know yet what the other wrote refuses what it would do.
    protected override bool IsPassing(Exception error) => base.IsPassing(error) || error is NotFoundException;

    protected override async Task ActAsync()
    {
        string[] senders = [.. Enumerable.Range(0, 2 + Decisions.Next(2)).Select(n => $"s{n}")];
        var create = new CreateConversation
        {
            Id = ConversationId.Parse(Conversation),
            Title = Conversation,
            Participants = [.. senders.Select(name => new JoinConversation { AgentId = AgentId.Parse(name) })],
        };
        await UntilAnsweredAsync(() => KeyedAsync("create", () => Grain<IConversationGrain>(Conversation).Create(create)));
        await Task.WhenAll(senders.Select(name => World.Start(() => SendAsync(name))).ToArray());
    }

    protected override async Task CheckAsync()
    {
        // One of the parts may have rows to read that the other wrote.
        await World.WaitAsync(TimeSpan.FromMinutes(2));
        var rows = World.Rows.Of($"conversation/{Conversation}");
        string all = string.Concat(rows.Select(row => System.Text.Encoding.UTF8.GetString(row.Row.Payload.Utf8)));
        foreach (MessageId id in _sent)
        {
            int count = all.Split($"\"{id}\"").Length - 1;
            Must(count == 1, $"{id} was acknowledged and stands {count} times in the journal");
        }

    }

    private async Task SendAsync(string name)
    {
        for (int left = 2 + Decisions.Next(3); left > 0; left--)
        {
            MessageId id = MessageId.Parse($"{name}-{left}");
            var command = new SendMessage { Id = id, From = AgentId.Parse(name), Content = Content };
            Committed<MessageView> answer = await UntilAnsweredAsync(() => KeyedAsync($"key-{id}", () => Grain<IConversationGrain>(Conversation).Send(command)));
            World.Trace.Note($"{name} sent {id}, number {answer.Value.Sequence}");
            Must(_sent.Add(id), $"{id} was sent twice");
        }
    }
}
