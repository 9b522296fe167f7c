using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>Tabs and spaces that indent the same file, so that it looks different in every editor.</summary>
internal sealed class MixedIndentationRule : IReviewRule
{
    /// <inheritdoc/>
    public IEnumerable<Finding> Review(ReviewedFile file)
    {
        foreach (ReviewedLine line in file.NewLines)
        {
            string indentation = line.Text[..^line.Text.TrimStart(' ', '\t').Length];
            if (indentation.Contains(" \t", StringComparison.Ordinal))
                yield return new Finding("mixed-indentation", line.Number, "a tab after spaces");
        }

        if (!file.IsComplete) yield break;
        int tabs = file.Lines.Count(line => line.Text.StartsWith('\t'));
        int spaces = file.Lines.Count(line => line.Text.StartsWith("  ", StringComparison.Ordinal));
        if (tabs > 0 && spaces > 0 && file.NewLines.Any(line => line.Text.StartsWith(tabs < spaces ? "\t" : "  ", StringComparison.Ordinal)))
            yield return new Finding("mixed-indentation", 0, $"{tabs} lines begin with tabs, {spaces} with spaces");
    }
}
