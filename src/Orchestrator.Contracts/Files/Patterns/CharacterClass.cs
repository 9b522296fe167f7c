using System.Text;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Contracts.Files.Patterns;

/// <summary>Reads <c>[abc]</c>, <c>[a-z]</c>, <c>[!a]</c> and <c>[^a]</c>.</summary>
internal static class CharacterClass
{
    /// <summary>The index behind the class that begins at an index; null when it has no end before the next <c>/</c>.</summary>
    public static int? EndOf(string pattern, int start)
    {
        int at = start + 1;
        if (at < pattern.Length && pattern[at] is '!' or '^') at++;
        if (at < pattern.Length && pattern[at] == ']') at++; // the first one is meant literally
        for (; at < pattern.Length && pattern[at] != '/'; at++)
        {
            if (pattern[at] == ']') return at + 1;
            if (pattern[at] == '\\') at++;
        }

        return null;
    }

    /// <summary>The characters of a class.</summary>
    /// <param name="text">The class with its brackets.</param>
    /// <param name="field">The field the pattern came from.</param>
    public static CharacterSet Read(string text, string field)
    {
        if (text.Contains("[:", StringComparison.Ordinal))
            throw new ValidationException(field, "has a class such as [:alpha:], which is not known here; write the range");
        Rune[] runes = [.. text[1..^1].EnumerateRunes()];
        bool isNegated = runes.Length > 0 && runes[0].Value is '!' or '^';
        List<(int First, int Last)> ranges = [];
        for (int at = isNegated ? 1 : 0; at < runes.Length; at++)
        {
            int first = Next(runes, ref at);
            int last = first;
            if (at + 2 < runes.Length && runes[at + 1].Value == '-')
            {
                at += 2;
                last = Next(runes, ref at);
            }

            ranges.Add((first, last));
        }

        CharacterSet set = CharacterSet.Of(ranges);
        return (isNegated ? set.Complement() : set).IntersectInName(CharacterSet.Any);
    }

    private static int Next(Rune[] runes, ref int at)
    {
        if (runes[at].Value == '\\' && at + 1 < runes.Length) at++;
        return runes[at].Value;
    }
}
