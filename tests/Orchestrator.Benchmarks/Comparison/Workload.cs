namespace Orchestrator.Benchmarks.Comparison;

/// <summary>What every contender is asked for: 1 KB messages by 256 producers to 64 queues.</summary>
internal static class Workload
{
    /// <summary>How many send at once, each awaiting its own acknowledgement.</summary>
    public const int Producers = 256;

    /// <summary>How many queues or mailboxes there are.</summary>
    public const int Queues = 64;

    /// <summary>The most that a receiver takes at a time.</summary>
    public const int Batch = 32;

    /// <summary>How many messages may be sent and not yet acknowledged by a receiver in full cycles: then senders wait.</summary>
    public const int Window = 8_192;

    /// <summary>The contents as bytes, as peers send them.</summary>
    public static byte[][] Bodies { get; } = [.. Load.Messages.Contents.Select(content => System.Text.Encoding.UTF8.GetBytes(content.GetString()!))];

    /// <summary>A message's bytes.</summary>
    public static byte[] Body(int number) => Bodies[number % Bodies.Length];
}
