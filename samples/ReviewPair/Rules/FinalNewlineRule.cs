using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>A last line without an end: the next change to the file will seem to change it too.</summary>
internal sealed class FinalNewlineRule : IReviewRule
{
    /// <inheritdoc/>
    public IEnumerable<Finding> Review(ReviewedFile file) => file is { EndsWithNewline: false, Lines: [.., { IsNew: true } last] }
        ? [new Finding("final-newline", last.Number, "no line end at the end of the file")]
        : [];
}
