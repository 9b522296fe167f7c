using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>All rules together.</summary>
internal static class Reviewing
{
    // A response holds 256 KiB; whoever has this many findings begins with these.
    private const int MostFindings = 200;

    private static readonly IReviewRule[] All =
    [
        new SecretRule(),
        new MergeMarkerRule(),
        new TodoRule(),
        new LongLineRule(),
        new TrailingSpaceRule(),
        new MixedIndentationRule(),
        new FinalNewlineRule(),
        new LongMethodRule(),
        new LargeFileRule(),
    ];

    /// <summary>Reviews a file.</summary>
    public static Review Of(ReviewRequest request)
    {
        if (ReviewedFile.Of(request) is not { } file)
            return new Review(request.Path, [], Note: $"not reviewed: {request.Omitted ?? "nothing was sent"}");
        List<Finding> findings = [.. All.SelectMany(rule => rule.Review(file)).OrderBy(finding => finding.Line)];
        return new Review(request.Path, [.. findings.Take(MostFindings)], Math.Max(0, findings.Count - MostFindings));
    }
}
