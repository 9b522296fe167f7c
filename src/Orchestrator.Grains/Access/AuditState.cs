using Orchestrator.Contracts.Access;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Access;

/// <summary>How much was noted.</summary>
public sealed record AuditState : IEventSourced<AuditState, AuditEvent>
{
    /// <summary>How many entries there are.</summary>
    public int Entries { get; init; }

    /// <inheritdoc/>
    public int Weight => 1;

    /// <inheritdoc/>
    public AuditState Apply(AuditEvent change, long sequence) => this with { Entries = Entries + 1 };
}
