using System.Text.Json;
using ReviewPair.Messages;

namespace ReviewPair.Running;

/// <summary>Prints a transcript for people, and one line that sums it up.</summary>
internal sealed class TranscriptPrinter(TextWriter output)
{
    /// <summary>Prints it.</summary>
    public void Print(IReadOnlyList<TranscriptEntry> entries)
    {
        int files = 0;
        int findings = 0;
        foreach (TranscriptEntry entry in entries)
        {
            output.Write($"{entry.Sequence,4}  {entry.At}  {entry.From} -> {entry.To}  {entry.Type}  ");
            if (entry.Type != "response")
            {
                output.WriteLine(entry.Content.ValueKind == JsonValueKind.String ? entry.Content.GetString() : entry.Content.GetRawText());
                continue;
            }

            Review review = ReviewMessages.ReadReview(entry.Content);
            files++;
            findings += review.Findings.Count + review.MoreFindings;
            Print(review);
        }

        output.WriteLine($"{files} files reviewed, {findings} findings");
    }

    private void Print(Review review)
    {
        output.WriteLine($"{review.Path}: {review.Note ?? $"{review.Findings.Count + review.MoreFindings} findings"}");
        foreach (Finding finding in review.Findings)
            output.WriteLine($"        {(finding.Line == 0 ? "file" : $"line {finding.Line}")}: {finding.Rule}: {finding.Text}");
        if (review.MoreFindings > 0) output.WriteLine($"        and {review.MoreFindings} more");
    }
}
