using System.Text;
using System.Text.RegularExpressions;
using ReviewPair.Git;

namespace ReviewPair.Messages;

/// <summary>Makes requests that fit into a message: the whole file, or else its change, or else the facts alone.</summary>
internal sealed partial class RequestBuilder(GitRepository repository)
{
    // A message's context holds 256 KiB as JSON; a line break or quote takes two bytes there.
    private const int MostBytes = 100 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Makes the request for a file.</summary>
    public async Task<ReviewRequest> BuildAsync(ChangedFile file, CancellationToken cancellationToken)
    {
        var request = new ReviewRequest
        {
            Path = file.Path,
            Status = file.Status,
            Commit = await repository.LastCommitAsync(file, cancellationToken),
        };
        if (file.Status == "deleted") return request with { Omitted = "deleted" };
        if (!file.IsFile) return request with { Omitted = "not a file" };
        byte[] content = await repository.ContentAsync(file, cancellationToken);
        request = request with { Size = content.Length };
        if (AsText(content) is not { } text) return request with { Omitted = "binary" };
        string diff = await repository.DiffAsync(file, around: 0, cancellationToken);
        if (content.Length <= MostBytes) return request with { Content = text, Changed = ChangedLines(diff) };
        return Encoding.UTF8.GetByteCount(diff) <= MostBytes
            ? request with { Diff = diff }
            : request with { Omitted = "too large" };
    }

    // Control characters (all but tab and line ends) make a file binary too: in JSON each would take six bytes.
    private static string? AsText(byte[] content)
    {
        try
        {
            string text = Utf8.GetString(content);
            return text.Any(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\f')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static List<int[]> ChangedLines(string diff) =>
    [
        .. HunkHeader().Matches(diff)
            .Select(hunk => (int[])
            [
                int.Parse(hunk.Groups["first"].Value),
                hunk.Groups["count"].Success ? int.Parse(hunk.Groups["count"].Value) : 1,
            ])
            .Where(range => range[1] > 0),
    ];

    [GeneratedRegex(@"^@@ -\d+(,\d+)? \+(?<first>\d+)(,(?<count>\d+))? @@", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex HunkHeader();
}
