using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>Marks of a merge that was not finished.</summary>
internal sealed class MergeMarkerRule : IReviewRule
{
    /// <inheritdoc/>
    public IEnumerable<Finding> Review(ReviewedFile file) => file.NewLines
        .Where(line => line.Text.StartsWith("<<<<<<< ", StringComparison.Ordinal)
            || line.Text.StartsWith(">>>>>>> ", StringComparison.Ordinal))
        .Select(line => new Finding("merge-marker", line.Number, "a merge conflict was committed"));
}
