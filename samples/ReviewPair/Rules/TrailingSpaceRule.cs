using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>Blanks at the ends of lines, which make later diffs noisy.</summary>
internal sealed class TrailingSpaceRule : IReviewRule
{
    /// <inheritdoc/>
    public IEnumerable<Finding> Review(ReviewedFile file) => file.Extension is ".md"
        ? [] // Two blanks are a line break there.
        : file.NewLines.Where(line => line.Text.EndsWith(' ') || line.Text.EndsWith('\t'))
            .Select(line => new Finding("trailing-space", line.Number, "the line ends in blanks"));
}
