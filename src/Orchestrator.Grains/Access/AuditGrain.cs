using Orchestrator.Contracts.Access;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Access;

/// <inheritdoc cref="IAuditGrain"/>
[Reentrant]
public sealed class AuditGrain(EventSourcingServices services)
    : EventSourcedGrain<AuditState, AuditEvent>(services, Kind), IAuditGrain
{
    /// <summary>The first part of its name in the journal.</summary>
    internal const string Kind = "audit";

    /// <inheritdoc/>
    public async Task<bool> Note(IReadOnlyList<AuditEntry> entries)
    {
        int first = OpenEvents;
        IEnumerable<AuditEntry> fitting = entries.Take(Math.Max(0, IAuditGrain.MaxEntries - State.Entries));
        foreach (AuditEntry entry in fitting) Raise(new AccessNoted { At = Now(), Entry = entry });
        bool all = OpenEvents - first == entries.Count;
        await CommitAsync(first);
        return all;
    }
}
