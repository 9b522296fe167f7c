namespace Orchestrator.Contracts.Journaling;

/// <summary>What the journal keeps beside the events of one commit.</summary>
public sealed record EventMetadata
{
    /// <summary>Who acted: the authenticated principal, or null where the host runs open.</summary>
    public string? Actor { get; init; }

    /// <summary>The W3C trace context of the command (<see href="https://www.w3.org/TR/trace-context/"/>).</summary>
    public string? TraceParent { get; init; }

    /// <summary>The caller's idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Nothing known.</summary>
    public static EventMetadata None { get; } = new();
}
