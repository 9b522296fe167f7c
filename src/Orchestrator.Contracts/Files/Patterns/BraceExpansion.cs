using System.Text;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Contracts.Files.Patterns;

/// <summary>Writes out the alternatives of a pattern: <c>src/{a,b}.c</c> is <c>src/a.c</c> and <c>src/b.c</c>.</summary>
internal static class BraceExpansion
{
    /// <summary>The most alternatives of one pattern.</summary>
    public const int MaxAlternatives = 64;

    /// <summary>All alternatives, without braces but those that are escaped or in a <c>[…]</c>.</summary>
    /// <exception cref="ValidationException">A brace has no partner, or there are too many alternatives.</exception>
    public static IReadOnlyList<string> Expand(string pattern, string field)
    {
        int at = 0;
        List<string> all = ReadSequence(pattern, ref at, isInside: false, field);
        return all;
    }

    private static List<string> ReadSequence(string pattern, ref int at, bool isInside, string field)
    {
        List<string> done = [];
        List<string> open = [string.Empty];
        var plain = new StringBuilder();
        while (true)
        {
            if (at == pattern.Length)
            {
                if (isInside) throw new ValidationException(field, @"has a { without a }; write \{ for the character");
                return Checked([.. done, .. Append(open, plain)], field);
            }

            switch (pattern[at])
            {
                case '\\' when at + 1 < pattern.Length:
                    plain.Append(pattern, at, 2);
                    at += 2;
                    break;
                case '[' when CharacterClass.EndOf(pattern, at) is { } end:
                    plain.Append(pattern, at, end - at);
                    at = end;
                    break;
                case '{':
                    at++;
                    List<string> choices = ReadSequence(pattern, ref at, isInside: true, field);
                    open = Checked([.. Append(open, plain).SelectMany(_ => choices, (head, choice) => head + choice)], field);
                    break;
                case '}' when isInside:
                    at++;
                    return Checked([.. done, .. Append(open, plain)], field);
                case '}':
                    throw new ValidationException(field, @"has a } without a {; write \} for the character");
                case ',' when isInside:
                    at++;
                    done.AddRange(Append(open, plain));
                    open = [string.Empty];
                    break;
                case var other:
                    plain.Append(other);
                    at++;
                    break;
            }
        }
    }

    private static List<string> Append(List<string> heads, StringBuilder plain)
    {
        string tail = plain.ToString();
        plain.Clear();
        return tail.Length == 0 ? heads : [.. heads.Select(head => head + tail)];
    }

    private static List<string> Checked(List<string> alternatives, string field) => alternatives.Count <= MaxAlternatives
        ? alternatives
        : throw new ValidationException(field, $"must have at most {MaxAlternatives} alternatives in its braces");
}
