using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Delivery;

/// <summary>An hour of a fleet's life, with its retries, back-offs, leases and deadlines, within seconds.</summary>
public sealed class SimulatedTimeTests
{
    private const int Agents = 20;
    private const int Messages = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task In_an_hour_every_message_comes_to_its_end_and_every_request_to_one_result(int seed)
    {
        var chance = new Random(seed);
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        var checker = new Checker();
        var hour = new Hour(cluster, chance);
        DateTimeOffset end = cluster.Time.GetUtcNow().AddHours(1);
        for (int sent = 0; sent < Messages || cluster.Time.GetUtcNow() < end;)
        {
            for (int i = 0; i < 20 && sent < Messages; i++, sent++) await hour.SendAsync();
            await hour.SettleAsync(checker);
            for (int i = 0; i < Agents; i++) await hour.WorkAsync(i);
            await hour.SettleAsync(checker);
            cluster.Time.Advance(TimeSpan.FromSeconds(sent < Messages ? chance.Next(1, 30) : chance.Next(1, 300)));
        }

        // What crashes for the last time is buried when its last lease ends; what is left is a matter of minutes.
        for (int round = 0; checker.Boxes.Values.Any(box => box.Copies.Values.Any(copy => copy.End is null)); round++)
        {
            Assert.True(round < 100, "there is always something left");
            for (int i = 0; i < Agents; i++) await hour.WorkAsync(i);
            cluster.Time.Advance(TimeSpan.FromMinutes(1));
            await hour.SettleAsync(checker);
        }

        Copy[] copies = [.. checker.Boxes.Values.SelectMany(box => box.Copies.Values)];
        Assert.True(copies.Length >= Messages);
        Assert.All(checker.Sent.Values, sent => Assert.All(sent.Boxes, box => Assert.True(checker.Boxes[box].Copies.ContainsKey(sent.Message.Id))));
        foreach (DeliveryStatus status in (DeliveryStatus[])[DeliveryStatus.Acknowledged, DeliveryStatus.DeadLettered, DeliveryStatus.Failed, DeliveryStatus.Expired])
            Assert.Contains(copies, copy => copy.End == status);

        // The checker sees to it that a request is closed once; here, that it is closed rightly.
        (MessageId Id, OpenRequest Request)[] requests =
            [.. checker.Boxes.Values.SelectMany(box => box.Requests.Select(request => (request.Key, request.Value)))];
        Assert.Equal(checker.Sent.Values.Count(sent => sent.Message.ResponseDeadline is not null), requests.Length);
        Assert.Contains(requests, request => request.Request.Status == ResponseStatus.Answered);
        Assert.Contains(requests, request => request.Request.Status == ResponseStatus.DeadlineExceeded);
        Assert.All(requests, request => Assert.Equal(
            checker.Sent.Values.Any(sent => sent.Message.ResponseTo == request.Id && sent.Message.At < request.Request.Deadline)
                ? ResponseStatus.Answered
                : ResponseStatus.DeadlineExceeded,
            request.Request.Status));
    }

    /// <summary>What the agents do, by chance.</summary>
    private sealed class Hour(OrchestratorCluster cluster, Random chance)
    {
        private readonly HashSet<ConversationId> _conversations = [];

        public Task SendAsync()
        {
            AgentId from = Agent(chance.Next(Agents));
            return SendAsync(new SendMessage
            {
                From = from,
                To = Agent(chance.Next(Agents)),
                Content = JsonSerializer.SerializeToElement("work"),
                Priority = (Priority)chance.Next(1, 5),
                MaxRetries = chance.Next(4) == 0 ? chance.Next(3) : null,
                ExpiresAt = chance.Next(5) == 0 ? cluster.Time.GetUtcNow().AddSeconds(chance.Next(5, 600)) : null,
                ResponseWithinSeconds = chance.Next(3) == 0 ? 60 * chance.Next(1, 10) : null,
            });
        }

        // Receivers do the work, answer, give up, give back, or die with it in their hands.
        public async Task WorkAsync(int agent)
        {
            var take = new ReceiveMessages { Max = chance.Next(1, 5), Lease = TimeSpan.FromSeconds(chance.Next(5, 120)) };
            IMailboxGrain mailbox = cluster.Mailbox(Agent(agent).Value);
            foreach (InboxItem item in (await mailbox.Receive(take)).Value)
            {
                switch (chance.Next(10))
                {
                    case < 4:
                        if (item.Message.RequiresResponse && chance.Next(3) > 0) await AnswerAsync(Agent(agent), item.Message);
                        await mailbox.Acknowledge(new() { MessageId = item.MessageId });
                        break;
                    case < 7:
                        await mailbox.Return(new() { MessageId = item.MessageId });
                        break;
                    case 7 when chance.Next(3) == 0:
                        await mailbox.Fail(new() { MessageId = item.MessageId, Reason = "no" });
                        break;
                }
            }
        }

        // What the host's sweeps do.
        public async Task SettleAsync(Checker checker)
        {
            await Task.WhenAll(_conversations.Select(conversation => cluster.Conversation(conversation.Value).Dispatch()));
            await Task.WhenAll(Enumerable.Range(0, Agents).Select(agent => cluster.Mailbox(Agent(agent).Value).Tend()));
            await checker.FollowAsync(cluster.Journal);
        }

        private static AgentId Agent(int number) => AgentId.Parse($"a{number}");

        private Task AnswerAsync(AgentId from, MessageView asked) => SendAsync(new SendMessage
        {
            From = from,
            To = asked.From,
            ResponseTo = asked.Id,
            Content = JsonSerializer.SerializeToElement("answer"),
        });

        private async Task SendAsync(SendMessage message)
        {
            var conversation = ConversationId.Of(message.From, message.To!);
            _conversations.Add(conversation);
            await cluster.Conversation(conversation.Value).SendDirect(message);
        }
    }
}
