using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>Lines that no reader sees whole.</summary>
internal sealed class LongLineRule : IReviewRule
{
    private const int Most = 120;

    // One paragraph, record or picture a line is how these are written.
    private static readonly string[] Prose = [".md", ".txt", ".json", ".csv", ".svg", ".lock", ".sln", ".html"];

    /// <inheritdoc/>
    public IEnumerable<Finding> Review(ReviewedFile file) => Prose.Contains(file.Extension)
        ? []
        : file.NewLines.Where(line => line.Text.Length > Most)
            .Select(line => new Finding("long-line", line.Number, $"{line.Text.Length} characters, more than {Most}"));
}
