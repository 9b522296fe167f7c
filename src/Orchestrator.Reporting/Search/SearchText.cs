using System.Text;

namespace Orchestrator.Reporting.Search;

/// <summary>
/// Makes FTS5 phrases of what a person typed. Every word and phrase is quoted, so nothing typed is an operator or a syntax
/// error; all of them must be found.
/// </summary>
internal static class SearchText
{
    /// <summary>The phrases, which an expression has with blanks between; none when nothing can be searched for.</summary>
    public static IReadOnlyList<string> ToPhrases(string typed)
    {
        List<string> phrases = [];
        ReadOnlySpan<char> rest = typed.Replace('\0', ' ').AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            bool phrase = rest[0] == '"';
            if (phrase) rest = rest[1..];
            int end = phrase ? rest.IndexOf('"') : EndOfWord(rest);
            ReadOnlySpan<char> text = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(phrase ? end + 1 : end)..];
            bool prefix = phrase ? rest is ['*', ..] : text is [.., '*'];
            ReadOnlySpan<char> words = text.TrimEnd('*');
            if (HasToken(words)) phrases.Add($"\"{words}\"{(prefix ? "*" : string.Empty)}");
            rest = (phrase && prefix ? rest[1..] : rest).TrimStart();
        }

        return phrases;
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
