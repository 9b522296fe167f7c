namespace Orchestrator.Benchmarks.Report;

/// <summary>The part of a document that a command makes: between two comments, so that words of people beside it stay.</summary>
internal static class DocumentPart
{
    /// <summary>Puts the text in place of what stands between the comments, or behind everything where they are not.</summary>
    /// <param name="document">The document.</param>
    /// <param name="begin">The comment before the part.</param>
    /// <param name="end">The comment behind it.</param>
    /// <param name="text">What the command made.</param>
    /// <param name="heading">What comes before a part that was not there.</param>
    /// <returns>The document with the part.</returns>
    public static string Put(string document, string begin, string end, string text, string heading = "")
    {
        string part = $"{begin}\n\n{text.ReplaceLineEndings("\n").Trim()}\n\n{end}";
        int from = document.IndexOf(begin, StringComparison.Ordinal);
        int to = from < 0 ? -1 : document.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0 ? $"{document.TrimEnd()}\n\n{heading}{part}\n" : document[..from] + part + document[(to + end.Length)..];
    }
}
