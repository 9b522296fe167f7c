using System.Collections.Immutable;

namespace Orchestrator.Contracts.Files.Patterns;

/// <summary>Which characters (Unicode scalar values) may stand at a place of a path: ranges, in order, that do not touch.</summary>
internal sealed class CharacterSet
{
    private readonly ImmutableArray<(int First, int Last)> _ranges;

    private CharacterSet(ImmutableArray<(int First, int Last)> ranges) => _ranges = ranges;

    /// <summary>Every character, also <c>/</c>.</summary>
    public static CharacterSet Any { get; } = new([(1, 0xD7FF), (0xE000, 0x10FFFF)]);

    /// <summary>Every character of a name.</summary>
    public static CharacterSet InName { get; } = Of([('/', '/')]).Complement();

    /// <summary>Only <c>/</c>.</summary>
    public static CharacterSet Separator { get; } = Of('/');

    /// <summary>One character.</summary>
    public static CharacterSet Of(int character) => new([(character, character)]);

    /// <summary>The characters of some ranges, which may overlap.</summary>
    public static CharacterSet Of(IEnumerable<(int First, int Last)> ranges)
    {
        List<(int First, int Last)> merged = [];
        foreach ((int first, int last) in ranges.Where(range => range.First <= range.Last).OrderBy(range => range.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1) merged[^1] = (merged[^1].First, Math.Max(last, merged[^1].Last));
            else merged.Add((first, last));
        }

        return new([.. merged]);
    }

    /// <summary>Whether a character is in it.</summary>
    public bool Contains(int character)
    {
        foreach ((int first, int last) in _ranges)
        {
            if (character < first) return false;
            if (character <= last) return true;
        }

        return false;
    }

    /// <summary>All other characters.</summary>
    public CharacterSet Complement() => new([.. Any._ranges.SelectMany(range => Without(range.First, range.Last))]);

    /// <summary>What is in both, but no <c>/</c>.</summary>
    public CharacterSet IntersectInName(CharacterSet other) => Intersect(other).Intersect(InName);

    /// <summary>A character that is in both and no <c>/</c>: a letter where there is one; null when there is none.</summary>
    public int? SampleInName(CharacterSet other)
    {
        if (_ranges is [var (only, last)] && only == last) return only != '/' && other.Contains(only) ? only : null;
        if (other._ranges is [var (first, end)] && first == end) return first != '/' && Contains(first) ? first : null;
        for (int letter = 'a'; letter <= 'z'; letter++)
        {
            if (Contains(letter) && other.Contains(letter)) return letter;
        }

        ImmutableArray<(int First, int Last)> common = IntersectInName(other)._ranges;
        return common.IsEmpty ? null : common[0].First;
    }

    private CharacterSet Intersect(CharacterSet other) => new([.. from one in _ranges
                                                                  from two in other._ranges
                                                                  let first = Math.Max(one.First, two.First)
                                                                  let last = Math.Min(one.Last, two.Last)
                                                                  where first <= last
                                                                  orderby first
                                                                  select (first, last)]);

    private IEnumerable<(int First, int Last)> Without(int first, int last)
    {
        foreach ((int begin, int end) in _ranges)
        {
            if (end < first || begin > last) continue;
            if (begin > first) yield return (first, begin - 1);
            first = end + 1;
        }

        if (first <= last) yield return (first, last);
    }
}
