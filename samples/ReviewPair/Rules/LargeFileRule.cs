using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>Files that hold more than one idea, or data that may not belong into a repository.</summary>
internal sealed class LargeFileRule : IReviewRule
{
    private const int MostLines = 1_000;
    private const int MostBytes = 512 * 1024;

    /// <inheritdoc/>
    public IEnumerable<Finding> Review(ReviewedFile file)
    {
        if (file.IsComplete && file.Lines.Count > MostLines)
            yield return new Finding("large-file", 0, $"{file.Lines.Count} lines, more than {MostLines}");
        if (file.Size > MostBytes)
            yield return new Finding("large-file", 0, $"{file.Size / 1024} KiB, more than {MostBytes / 1024}");
    }
}
