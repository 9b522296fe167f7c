using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Files;

/// <summary>
/// What the events of a project's files say: its active leases, and the last that ended. Older ones are in the tables only,
/// so that a project's grain does not grow with every edit.
/// </summary>
public sealed record ProjectFilesState : IEventSourced<ProjectFilesState, FileLeaseEvent>
{
    /// <summary>How many ended leases are kept.</summary>
    public const int MaxEnded = 1_000;

    private ImmutableDictionary<FileLeaseId, FileLease> _leases = ImmutableDictionary<FileLeaseId, FileLease>.Empty;
    private ImmutableSortedSet<(DateTimeOffset Until, long Number, FileLeaseId Id)> _expiries = NoExpiries;
    private ImmutableSortedDictionary<long, FileLeaseId> _active = ImmutableSortedDictionary<long, FileLeaseId>.Empty;
    private ImmutableDictionary<AgentId, ImmutableSortedSet<long>> _ofAgents = ImmutableDictionary<AgentId, ImmutableSortedSet<long>>.Empty;
    private ImmutableQueue<FileLeaseId> _ended = [];
    private int _endedCount;

    /// <summary>All leases that are known; those that ended in the order in which they did.</summary>
    public IReadOnlyList<FileLease> Leases
    {
        get => [.. Active, .. _ended.Select(id => _leases[id])];
        init
        {
            _leases = value.ToImmutableDictionary(lease => lease.Content.LeaseId);
            FileLease[] active = [.. value.Where(lease => lease.IsActive)];
            _expiries = NoExpiries.Union(active.Select(Expiry));
            _active = active.ToImmutableSortedDictionary(lease => lease.Number, lease => lease.Content.LeaseId);
            _ofAgents = active.GroupBy(lease => lease.Content.AgentId, lease => lease.Number)
                .ToImmutableDictionary(group => group.Key, group => group.ToImmutableSortedSet());
            _ended = [.. value.Where(lease => !lease.IsActive).Select(lease => lease.Content.LeaseId)];
            _endedCount = value.Count - active.Length;
        }
    }

    /// <summary>How many times files were reserved so far.</summary>
    public long Count { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public int Weight => _leases.Count;

    /// <summary>How many leases are active.</summary>
    [JsonIgnore]
    public int ActiveCount => _active.Count;

    /// <summary>When the next lease expires.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextExpiry => _expiries.IsEmpty ? null : _expiries[0].Until;

    /// <summary>The active leases, oldest first.</summary>
    [JsonIgnore]
    public IEnumerable<FileLease> Active => _active.Values.Select(id => _leases[id]);

    private static ImmutableSortedSet<(DateTimeOffset Until, long Number, FileLeaseId Id)> NoExpiries { get; } =
        ImmutableSortedSet.Create<(DateTimeOffset Until, long Number, FileLeaseId Id)>(Comparer<(DateTimeOffset Until, long Number, FileLeaseId Id)>.Create(
            (a, b) => a.Until != b.Until ? a.Until.CompareTo(b.Until) : a.Number.CompareTo(b.Number)));

    /// <summary>A lease.</summary>
    public FileLease? Find(FileLeaseId id) => _leases.GetValueOrDefault(id);

    /// <summary>The active leases of an agent's incarnations, up to one.</summary>
    public IReadOnlyList<FileLease> HeldBy(AgentId agent, long upToEpoch) =>
        [.. (_ofAgents.GetValueOrDefault(agent) ?? []).Select(number => _leases[_active[number]]).Where(lease => !(lease.Content.Epoch > upToEpoch))];

    /// <summary>The leases whose time is over.</summary>
    public IReadOnlyList<FileLeaseId> Overdue(DateTimeOffset now) => [.. _expiries.TakeWhile(expiry => expiry.Until <= now).Select(expiry => expiry.Id)];

    /// <inheritdoc/>
    public ProjectFilesState Apply(FileLeaseEvent change, long sequence)
    {
        if (change is FilesReserved reserved) return Reserve(reserved);
        if (Find(change.LeaseId) is not { IsActive: true } lease) return this;
        return change switch
        {
            FileLeaseRenewed renewed => Deactivate(lease).Activate(lease with { Until = renewed.Until, Ttl = renewed.Until - renewed.At }),
            FileLeaseReleased released => End(lease, change, FileLeaseStatus.Released, released.By?.Value, released.Reason),
            FileLeaseExpired => End(lease, change, FileLeaseStatus.Expired, null, "it was not renewed in time"),
            FileLeaseForced forced => End(lease, change, FileLeaseStatus.Forced, forced.By, forced.Reason),
            _ => this,
        };
    }

    private static (DateTimeOffset Until, long Number, FileLeaseId Id) Expiry(FileLease lease) => (lease.Until, lease.Number, lease.Content.LeaseId);

    private ProjectFilesState Reserve(FilesReserved reserved) => _leases.ContainsKey(reserved.LeaseId)
        ? this
        : Activate(new FileLease
        {
            Content = reserved,
            Number = Count + 1,
            Until = reserved.Until,
            Ttl = reserved.Until - reserved.At,
        }) with
        { Count = Count + 1 };

    private ProjectFilesState End(FileLease lease, FileLeaseEvent change, FileLeaseStatus status, string? by, string? reason)
    {
        FileLease ended = lease with { Status = status, EndedAt = change.At, EndedBy = by, EndReason = reason };
        ProjectFilesState state = Deactivate(lease) with
        {
            _leases = _leases.SetItem(change.LeaseId, ended),
            _ended = _ended.Enqueue(change.LeaseId),
            _endedCount = _endedCount + 1,
        };
        if (state._endedCount <= MaxEnded) return state;
        ImmutableQueue<FileLeaseId> kept = state._ended.Dequeue(out FileLeaseId oldest);
        return state with { _leases = state._leases.Remove(oldest), _ended = kept, _endedCount = MaxEnded };
    }

    private ProjectFilesState Activate(FileLease lease) => this with
    {
        _leases = _leases.SetItem(lease.Content.LeaseId, lease),
        _active = _active.SetItem(lease.Number, lease.Content.LeaseId),
        _expiries = _expiries.Add(Expiry(lease)),
        _ofAgents = _ofAgents.SetItem(lease.Content.AgentId, (_ofAgents.GetValueOrDefault(lease.Content.AgentId) ?? []).Add(lease.Number)),
    };

    private ProjectFilesState Deactivate(FileLease lease)
    {
        AgentId agent = lease.Content.AgentId;
        ImmutableSortedSet<long> held = _ofAgents[agent].Remove(lease.Number);
        return this with
        {
            _active = _active.Remove(lease.Number),
            _expiries = _expiries.Remove(Expiry(lease)),
            _ofAgents = held.IsEmpty ? _ofAgents.Remove(agent) : _ofAgents.SetItem(agent, held),
        };
    }
}
