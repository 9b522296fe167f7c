namespace Orchestrator.Simulation.Execution;

/// <summary>
/// Everything that could have gone another way, as one list of numbers. A seed makes the list; a list that is given is followed,
/// and behind its end everything goes the plain way, which is 0: the oldest first, no fault. So a failure is shortened by
/// shortening its list.
/// </summary>
internal sealed class Decisions
{
    private readonly List<int> _made = [];
    private readonly IReadOnlyList<int>? _given;
    private SplitMix _numbers;

    public Decisions(ulong seed) => (Seed, _numbers) = (seed, new(seed));

    public Decisions(ulong seed, IReadOnlyList<int> given)
        : this(seed) => _given = given;

    /// <summary>The seed, which also makes what no decision depends on, such as identifiers.</summary>
    public ulong Seed { get; }

    /// <summary>What was decided so far.</summary>
    public IReadOnlyList<int> Made => _made;

    /// <summary>Decides for one of several ways; 0 is the plain one.</summary>
    public int Next(int ways)
    {
        if (ways <= 1) return 0;
        return Keep(_given is null ? _numbers.Below(ways) : Given(ways));
    }

    /// <summary>Decides for one of several ways as a strategy says.</summary>
    public int Next(int ways, IStrategy strategy, List<Step> steps)
    {
        if (ways <= 1) return 0;
        return Keep(_given is null ? strategy.Choose(steps) : Given(ways));
    }

    /// <summary>Whether something happens that does once in so many times.</summary>
    public bool OnceIn(int times) => times > 0 && Next(times + 1) == 1;

    /// <summary>Decides for one of several values; the first is the plain one.</summary>
    public T Of<T>(ReadOnlySpan<T> values) => values[Next(values.Length)];

    private int Given(int ways) => _made.Count < _given!.Count ? Math.Min(_given[_made.Count], ways - 1) : 0;

    private int Keep(int way)
    {
        _made.Add(way);
        return way;
    }
}
