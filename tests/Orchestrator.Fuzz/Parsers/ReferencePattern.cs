using System.Text;

namespace Orchestrator.Fuzz.Parsers;

/// <summary>
/// Which paths a pattern of file leases covers, said again as simply as can be: alternatives written out, then names compared one
/// by one by trying everything. Slow, and nothing like the machines that the product makes. For patterns without <c>\</c>.
/// </summary>
internal static class ReferencePattern
{
    public static bool Covers(string pattern, string path)
    {
        if (pattern.AsSpan().ContainsAny("?[{") && Literal(pattern, path)) return true;
        return Expand(pattern).Any(alternative => CoversAlternative(alternative, path));
    }

    // The path that is spelled like it, and what is below.
    private static bool Literal(string pattern, string path)
    {
        string plain = string.Join('/', pattern.Split('/').Where(name => name.Length > 0 && name != "."));
        return path == plain || path.StartsWith(plain + "/", StringComparison.Ordinal);
    }

    private static bool CoversAlternative(string alternative, string path)
    {
        List<string> names = [.. alternative.Split('/').Where(name => name.Length > 0 && name != ".")];
        bool below = alternative.EndsWith('/') || (names[^1] != "**" && !names[^1].AsSpan().ContainsAny("*?["));
        string[] folders = path.Split('/');
        if (alternative.EndsWith('/') && names[^1] != "**") names.Add("**");
        return Names(names, 0, folders, 0, below && names[^1] != "**");
    }

    private static bool Names(List<string> names, int name, string[] folders, int folder, bool below)
    {
        if (name == names.Count) return folder == folders.Length || below;
        if (names[name] == "**")
        {
            // At the end it is all that is below, one name at least; elsewhere any number of folders.
            if (name == names.Count - 1) return folder < folders.Length;
            for (int skipped = folder; skipped <= folders.Length; skipped++)
            {
                if (Names(names, name + 1, folders, skipped, below)) return true;
            }

            return false;
        }

        return folder < folders.Length && Name([.. names[name].EnumerateRunes()], 0, [.. folders[folder].EnumerateRunes()], 0) && Names(names, name + 1, folders, folder + 1, below);
    }

    private static bool Name(Rune[] pattern, int at, Rune[] text, int from)
    {
        if (at == pattern.Length) return from == text.Length;
        switch (pattern[at].Value)
        {
            case '*':
                for (int end = from; end <= text.Length; end++)
                {
                    if (Name(pattern, at + 1, text, end)) return true;
                }

                return false;
            case '?':
                return from < text.Length && Name(pattern, at + 1, text, from + 1);
            case '[':
                int close = at + 1;
                if (pattern[close].Value is '!' or '^') close++;
                if (pattern[close].Value == ']') close++;
                while (pattern[close].Value != ']') close++;
                return from < text.Length && InClass(pattern[(at + 1)..close], text[from]) && Name(pattern, close + 1, text, from + 1);
            default:
                return from < text.Length && pattern[at] == text[from] && Name(pattern, at + 1, text, from + 1);
        }
    }

    private static bool InClass(Rune[] inside, Rune one)
    {
        bool negated = inside[0].Value is '!' or '^';
        bool found = false;
        for (int i = negated ? 1 : 0; i < inside.Length; i++)
        {
            if (i + 2 < inside.Length && inside[i + 1].Value == '-')
            {
                found |= inside[i] <= one && one <= inside[i + 2];
                i += 2;
            }
            else
            {
                found |= inside[i] == one;
            }
        }

        return found != negated;
    }

    // Braces outside of classes, from the left; nested ones by doing it again.
    private static IEnumerable<string> Expand(string pattern)
    {
        int open = FindOpen(pattern);
        if (open < 0) return [pattern];
        List<string> choices = [];
        int depth = 0, begin = open + 1, at = open;
        for (; at < pattern.Length; at++)
        {
            if (pattern[at] == '[' && ClassEnd(pattern, at) is { } end) at = end;
            else if (pattern[at] == '{') depth++;
            else if (pattern[at] == ',' && depth == 1)
            {
                choices.Add(pattern[begin..at]);
                begin = at + 1;
            }
            else if (pattern[at] == '}' && --depth == 0)
            {
                break;
            }
        }

        choices.Add(pattern[begin..at]);
        return choices.SelectMany(choice => Expand(pattern[..open] + choice + pattern[(at + 1)..]));
    }

    private static int FindOpen(string pattern)
    {
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '[' && ClassEnd(pattern, i) is { } end) i = end;
            else if (pattern[i] == '{') return i;
        }

        return -1;
    }

    private static int? ClassEnd(string pattern, int start)
    {
        int at = start + 1;
        if (at < pattern.Length && pattern[at] is '!' or '^') at++;
        if (at < pattern.Length && pattern[at] == ']') at++;
        for (; at < pattern.Length && pattern[at] != '/'; at++)
        {
            if (pattern[at] == ']') return at;
        }

        return null;
    }
}
