using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Journaling;

/// <summary>What the journal keeps beside the events of one commit.</summary>
[SuppressMessage("Design", "CA1034", Justification = "A later command has no meaning but as a part of this.")]
public sealed record EventMetadata
{
    /// <summary>Who acted: the authenticated principal, or null where the host runs open.</summary>
    public string? Actor { get; init; }

    /// <summary>The W3C trace context of the command (<see href="https://www.w3.org/TR/trace-context/"/>).</summary>
    public string? TraceParent { get; init; }

    /// <summary>The caller's idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The command that came with the key and what it was answered; null where no key came.</summary>
    public KeyedAnswer? Keyed { get; init; }

    /// <summary>
    /// Where the commit holds several commands: what is known of the second and further ones. The fields above are
    /// those of the first.
    /// </summary>
    public IReadOnlyList<LaterCommand>? Later { get; init; }

    /// <summary>The transaction that wrote the commit together with others; null for one that was written by itself.</summary>
    public TransactionPart? Transaction { get; init; }

    /// <summary>Nothing known.</summary>
    public static EventMetadata None { get; } = new();

    /// <summary>A further command of the same commit.</summary>
    /// <param name="FirstEvent">The index of its first event in the commit's payload.</param>
    /// <param name="Actor">As <see cref="EventMetadata.Actor"/>.</param>
    /// <param name="TraceParent">As <see cref="EventMetadata.TraceParent"/>.</param>
    /// <param name="IdempotencyKey">As <see cref="EventMetadata.IdempotencyKey"/>.</param>
    /// <param name="Keyed">As <see cref="EventMetadata.Keyed"/>.</param>
    public sealed record LaterCommand(
        int FirstEvent, string? Actor, string? TraceParent, string? IdempotencyKey, KeyedAnswer? Keyed = null);

    /// <summary>Where a row stands in a transaction, whose rows have positions without any other between them.</summary>
    /// <param name="Id">The transaction.</param>
    /// <param name="Rows">How many rows it has.</param>
    /// <param name="Index">The number of this one, from 0.</param>
    public sealed record TransactionPart(TransactionId Id, int Rows, int Index);

    /// <summary>What makes it possible to answer a command that is sent again as it was answered first.</summary>
    /// <param name="Digest">Of the method's name and its arguments: tells the same command from another.</param>
    /// <param name="Answer">The answer's value; null when it was too large to be kept.</param>
    public sealed record KeyedAnswer(string Digest, JsonElement? Answer);
}
