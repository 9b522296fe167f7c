using System.Collections.Concurrent;

namespace Orchestrator.Fuzz;

/// <summary>What was reached: how often each operation or tool was asked, and how often it did what it is for.</summary>
internal sealed class Coverage
{
    private readonly ConcurrentDictionary<string, (long Asked, long Done)> _reached = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _refusals = new(StringComparer.Ordinal);

    /// <summary>Counts a request.</summary>
    /// <param name="what">What it asked for.</param>
    /// <param name="done">Whether it was done.</param>
    /// <param name="refusal">Why not.</param>
    public void Add(string what, bool done, string refusal)
    {
        _reached.AddOrUpdate(what, _ => (1, done ? 1 : 0), (_, before) => (before.Asked + 1, before.Done + (done ? 1 : 0)));
        if (!done) _refusals[what] = refusal;
    }

    /// <summary>Those of a list that were never asked.</summary>
    public IReadOnlyList<string> Missing(IEnumerable<string> all) => [.. all.Where(what => !_reached.ContainsKey(what))];

    /// <summary>Those that were asked and never did it, with the last refusal.</summary>
    public IReadOnlyList<string> NeverDone(IEnumerable<string> all) =>
        [.. all.Where(what => _reached.TryGetValue(what, out var count) && count.Done == 0).Select(what => $"{what} ({_refusals.GetValueOrDefault(what)})")];

    public override string ToString() => string.Join('\n', _reached.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"  {pair.Key,-28} {pair.Value.Asked,9:N0} asked {pair.Value.Done,9:N0} done"));
}
