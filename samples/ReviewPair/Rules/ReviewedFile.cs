using System.Text.RegularExpressions;
using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>A line under review.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Text">The text without the line's end.</param>
/// <param name="IsNew">Whether the author wrote or changed it; findings are about new lines.</param>
internal readonly record struct ReviewedLine(int Number, string Text, bool IsNew);

/// <summary>A file as the rules see it.</summary>
internal sealed partial class ReviewedFile
{
    private ReviewedFile(ReviewRequest request, IReadOnlyList<ReviewedLine> lines, bool isComplete, bool endsWithNewline)
    {
        Path = request.Path;
        Size = request.Size;
        Lines = lines;
        IsComplete = isComplete;
        EndsWithNewline = endsWithNewline;
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>Its extension in lower case, such as <c>.cs</c>.</summary>
    public string Extension => System.IO.Path.GetExtension(Path).ToLowerInvariant();

    /// <summary>Its size in bytes.</summary>
    public int Size { get; }

    /// <summary>All its lines, or only the new ones where it is not complete.</summary>
    public IReadOnlyList<ReviewedLine> Lines { get; }

    /// <summary>Whether <see cref="Lines"/> are all lines.</summary>
    public bool IsComplete { get; }

    /// <summary>Whether the last line ends as the others do; true where that is not known.</summary>
    public bool EndsWithNewline { get; }

    /// <summary>The new lines.</summary>
    public IEnumerable<ReviewedLine> NewLines => Lines.Where(line => line.IsNew);

    /// <summary>The file of a request; null where the request has neither content nor diff.</summary>
    public static ReviewedFile? Of(ReviewRequest request)
    {
        if (request.Content is { } content)
        {
            bool ends = content.Length == 0 || content[^1] == '\n';
            string[] texts = content.Split('\n');
            int count = ends ? texts.Length - 1 : texts.Length;
            HashSet<int> changed = [.. (request.Changed ?? []).SelectMany(range => Enumerable.Range(range[0], range[1]))];
            return new ReviewedFile(
                request,
                [.. texts.Take(count).Select((text, i) => new ReviewedLine(i + 1, text.TrimEnd('\r'), changed.Contains(i + 1)))],
                isComplete: true,
                ends);
        }

        return request.Diff is { } diff ? new ReviewedFile(request, NewLinesOf(diff), isComplete: false, endsWithNewline: true) : null;
    }

    private static List<ReviewedLine> NewLinesOf(string diff)
    {
        var lines = new List<ReviewedLine>();
        int number = 0;
        bool inHunk = false;
        foreach (string line in diff.Split('\n'))
        {
            if (HunkStart().Match(line) is { Success: true } hunk)
            {
                number = int.Parse(hunk.Groups["first"].Value);
                inHunk = true;
            }
            else if (inHunk && line.StartsWith('+'))
            {
                lines.Add(new ReviewedLine(number++, line[1..].TrimEnd('\r'), IsNew: true));
            }
        }

        return lines;
    }

    [GeneratedRegex(@"^@@ -\d+(,\d+)? \+(?<first>\d+)(,\d+)? @@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex HunkStart();
}
