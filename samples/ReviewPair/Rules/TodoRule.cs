using System.Text.RegularExpressions;
using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>Work left for later, which later nobody finds.</summary>
internal sealed partial class TodoRule : IReviewRule
{
    /// <inheritdoc/>
    public IEnumerable<Finding> Review(ReviewedFile file) => file.NewLines
        .Select(line => (line.Number, Match: Mark().Match(line.Text)))
        .Where(found => found.Match.Success)
        .Select(found => new Finding("left-for-later", found.Number, $"{found.Match.Value}: do it, or open an issue"));

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Mark();
}
