using System.Text.RegularExpressions;
using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>
/// Methods longer than a screen or two, in languages with braces. A guess: a line that ends a parameter list and opens a
/// brace begins one, the brace that closes it ends it; braces in texts and comments are counted too.
/// </summary>
internal sealed partial class LongMethodRule : IReviewRule
{
    private const int Most = 60;
    private const int LongestHeader = 300;

    private static readonly string[] Languages =
        [".cs", ".java", ".js", ".ts", ".tsx", ".jsx", ".go", ".c", ".h", ".cc", ".cpp", ".rs", ".kt", ".swift", ".php"];

    /// <inheritdoc/>
    public IEnumerable<Finding> Review(ReviewedFile file)
    {
        if (!file.IsComplete || !Languages.Contains(file.Extension)) yield break;
        int i = 0;
        while (i < file.Lines.Count)
        {
            int end = IsHeader(file, i) ? End(file, i) : -1;
            int length = end - i + 1;
            if (length > Most && file.Lines.Skip(i).Take(length).Any(line => line.IsNew))
                yield return new Finding("long-method", file.Lines[i].Number, $"{length} lines, more than {Most}");

            // What stands inside a method (a lambda, a local function) is part of it.
            i = end < 0 ? i + 1 : end + 1;
        }
    }

    private static bool IsHeader(ReviewedFile file, int index)
    {
        string line = file.Lines[index].Text.Trim();
        if (line.Length > LongestHeader || !Header().IsMatch(line) || NoMethod().IsMatch(line)) return false;
        return line.EndsWith('{') || (index + 1 < file.Lines.Count && file.Lines[index + 1].Text.Trim() == "{");
    }

    private static int End(ReviewedFile file, int start)
    {
        int depth = 0;
        bool opened = false;
        for (int i = start; i < file.Lines.Count; i++)
        {
            foreach (char c in file.Lines[i].Text)
            {
                if (c == '{') depth++;
                else if (c == '}') depth--;
                opened |= depth > 0;
            }

            if (opened && depth <= 0) return i;
        }

        return -1;
    }

    [GeneratedRegex(@"^[^=;""']*\w\s*(<[^>]*>)?\s*\([^;]*\)[^;=]*\{?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Header();

    [GeneratedRegex(
        @"^\}?\s*(if|else|for|foreach|while|switch|using|lock|catch|do|try|return|new|await|match|loop)\b|\b(class|record|struct|interface|enum|namespace)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000)]
    private static partial Regex NoMethod();
}
