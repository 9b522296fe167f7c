using System.Text.RegularExpressions;
using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>What looks like a key or password. The finding does not repeat it: transcripts are kept.</summary>
internal sealed partial class SecretRule : IReviewRule
{
    private static readonly (Regex Pattern, string Name)[] Shapes =
    [
        (PrivateKey(), "a private key"),
        (CloudKey(), "a cloud access key"),
        (Token(), "an access token"),
        (Assignment(), "a password or key in plain text"),
    ];

    /// <inheritdoc/>
    public IEnumerable<Finding> Review(ReviewedFile file)
    {
        foreach (ReviewedLine line in file.NewLines)
        {
            foreach ((Regex pattern, string name) in Shapes)
            {
                if (!pattern.IsMatch(line.Text)) continue;
                yield return new Finding("secret", line.Number, $"looks like {name}");
                break;
            }
        }
    }

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"\b(AKIA|ASIA)[0-9A-Z]{16}\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex CloudKey();

    [GeneratedRegex(@"\b(gh[pousr]_[A-Za-z0-9]{36,}|xox[abpr]-[A-Za-z0-9-]{10,}|glpat-[A-Za-z0-9_-]{20,})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Token();

    [GeneratedRegex(
        """\b(password|passwd|secret|api[_-]?key|access[_-]?token)\b["']?\s*[:=]\s*["'][^"'\s{}$<>]{8,}["']""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000)]
    private static partial Regex Assignment();
}
