using System.Text;

namespace Orchestrator.Contracts.Files.Patterns;

/// <summary>
/// Finds a path that two machines cover: both read it at once, beside a third that reads real paths only, which have no
/// empty names. The search visits each pair of states at most twice, so it is as exact as it is bounded.
/// </summary>
internal static class PatternOverlap
{
    /// <summary>A path that both cover, one of the shortest; null when there is none.</summary>
    /// <exception cref="TooComplexException">The search takes longer than is left.</exception>
    public static string? Find(PathAutomaton one, PathAutomaton two, ComparisonBudget budget)
    {
        if (!AgreeAtFirst(one.Prefix, two.Prefix)) return null;
        var cameFrom = new Dictionary<Place, (Place From, int Character)>();
        var open = new Queue<Place>();
        var start = new Place(0, 0, InName: false);
        cameFrom[start] = (start, 0);
        open.Enqueue(start);
        while (open.TryDequeue(out Place place))
        {
            budget.Spend();
            if (place.InName && one.IsAccepting(place.One) && two.IsAccepting(place.Two)) return PathTo(place, start, cameFrom);
            foreach ((CharacterSet onOne, int toOne) in one.EdgesOf(place.One))
            {
                foreach ((CharacterSet onTwo, int toTwo) in two.EdgesOf(place.Two))
                {
                    if (onOne.SampleInName(onTwo) is { } character) Visit(new(toOne, toTwo, InName: true), character);
                    if (place.InName && onOne.Contains('/') && onTwo.Contains('/')) Visit(new(toOne, toTwo, InName: false), '/');
                }
            }

            void Visit(Place next, int character)
            {
                if (cameFrom.TryAdd(next, (place, character))) open.Enqueue(next);
            }
        }

        return null;
    }

    private static bool AgreeAtFirst(string one, string two)
    {
        int length = Math.Min(one.Length, two.Length);
        return one.AsSpan(0, length).SequenceEqual(two.AsSpan(0, length));
    }

    private static string PathTo(Place end, Place start, Dictionary<Place, (Place From, int Character)> cameFrom)
    {
        List<Rune> reversed = [];
        for (Place place = end; place != start; place = cameFrom[place].From) reversed.Add(new Rune(cameFrom[place].Character));
        reversed.Reverse();
        return string.Concat(reversed.Select(character => character.ToString()));
    }

    private readonly record struct Place(int One, int Two, bool InName);
}
