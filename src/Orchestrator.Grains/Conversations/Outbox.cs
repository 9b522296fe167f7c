using Orchestrator.Contracts.Conversations;

namespace Orchestrator.Grains.Conversations;

/// <summary>The messages on their way from a conversation to one recipient's mailbox.</summary>
internal sealed class Outbox
{
    /// <summary>What waits, in order.</summary>
    public Queue<MessageView> Waiting { get; } = new();

    /// <summary>The first of what waits.</summary>
    public MessageView[] First(int most)
    {
        MessageView[] first = new MessageView[Math.Min(most, Waiting.Count)];
        int next = 0;
        foreach (MessageView message in Waiting)
        {
            if (next == first.Length) break;
            first[next++] = message;
        }

        return first;
    }

    /// <summary>The hand-off in progress.</summary>
    public Task Pump { get; set; } = Task.CompletedTask;

    /// <summary>Whether it is known that the mailbox has all that was addressed to it before what waits.</summary>
    public bool CaughtUp { get; set; }
}
