using System.Text;

namespace Orchestrator.Reporting.Search;

/// <summary>
/// Makes an FTS5 expression of what a person typed. Every word and phrase is quoted, so nothing typed is an operator
/// or a syntax error; all of them must be found.
/// </summary>
internal static class SearchText
{
    /// <summary>The expression; empty when nothing can be searched for.</summary>
    public static string ToMatch(string typed)
    {
        StringBuilder match = new();
        ReadOnlySpan<char> rest = typed.Replace('\0', ' ').AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            bool phrase = rest[0] == '"';
            if (phrase) rest = rest[1..];
            int end = phrase ? rest.IndexOf('"') : EndOfWord(rest);
            ReadOnlySpan<char> text = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(phrase ? end + 1 : end)..];
            bool prefix = phrase ? rest is ['*', ..] : text is [.., '*'];
            Append(match, text.TrimEnd('*'), prefix);
            rest = (phrase && prefix ? rest[1..] : rest).TrimStart();
        }

        return match.ToString();
    }

    private static int EndOfWord(ReadOnlySpan<char> text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] == '"' || char.IsWhiteSpace(text[index])) return index;
        }

        return -1;
    }

    // What has no letter or digit has no token: FTS5 would find nothing for the whole search.
    private static void Append(StringBuilder match, ReadOnlySpan<char> text, bool prefix)
    {
        if (!HasToken(text)) return;
        if (match.Length > 0) match.Append(' ');
        match.Append('"').Append(text).Append('"');
        if (prefix) match.Append('*');
    }

    private static bool HasToken(ReadOnlySpan<char> text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.PrivateUse)
                return true;
        }

        return false;
    }
}
