using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Simulation.Workloads;

/// <summary>Who surely was in a group while a message was sent, and who surely was not: whatever overlapped may have been either way.</summary>
internal sealed class Membership
{
    private const long Open = long.MaxValue;

    private readonly Dictionary<MessageId, (long Begin, long End)> _sends = [];
    private readonly Dictionary<string, List<(bool Joins, long Begin, long End)>> _changes = [];
    private long _moment;

    /// <summary>Messages whose sending was answered.</summary>
    public IEnumerable<MessageId> Answered => _sends.Where(one => one.Value.End < Open).Select(one => one.Key);

    public void BeginSend(MessageId id) => _sends.Add(id, (++_moment, Open));

    public void EndSend(MessageId id) => _sends[id] = (_sends[id].Begin, ++_moment);

    public void BeginChange(string member, bool joins)
    {
        if (!_changes.TryGetValue(member, out var changes)) _changes[member] = changes = [];
        changes.Add((joins, ++_moment, Open));
    }

    public void EndChange(string member) => _changes[member][^1] = _changes[member][^1] with { End = ++_moment };

    /// <summary>Whether it joined before the message was sent, and did not begin to leave before that was answered, or now.</summary>
    public bool WasIn(string member, MessageId id) => Last(member, id) is { Joins: true } last && last.End < _sends[id].Begin;

    /// <summary>Whether it left before the message was sent, or never joined, and did not begin to join before that was answered, or now.</summary>
    public bool WasOut(string member, MessageId id) => Last(member, id) is not { } last || (!last.Joins && last.End < _sends[id].Begin);

    private (bool Joins, long Begin, long End)? Last(string member, MessageId id)
    {
        if (!_changes.TryGetValue(member, out var changes)) return null;
        int at = changes.FindLastIndex(change => change.Begin < _sends[id].End);
        return at < 0 ? null : changes[at];
    }
}
