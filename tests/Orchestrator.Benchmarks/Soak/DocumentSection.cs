namespace Orchestrator.Benchmarks.Soak;

/// <summary>The generated part of a section of a document: between two comments, so that words of people beside it stay.</summary>
internal static class DocumentSection
{
    /// <summary>Puts the text into its place, or below a new heading at the end.</summary>
    public static async Task WriteAsync(string path, string heading, string text)
    {
        string begin = $"<!-- {heading.ToLowerInvariant()}: generated -->";
        string end = $"<!-- {heading.ToLowerInvariant()}: end -->";
        string part = $"{begin}\n\n{text.ReplaceLineEndings("\n").Trim()}\n\n{end}";
        string document = File.Exists(path)
            ? await File.ReadAllTextAsync(path)
            : "# Reliability\n\nWhat was done to break it, what came of it, and how anyone repeats it.\n";
        int from = document.IndexOf(begin, StringComparison.Ordinal);
        int to = document.IndexOf(end, StringComparison.Ordinal);
        document = from >= 0 && to > from
            ? document[..from] + part + document[(to + end.Length)..]
            : $"{document.TrimEnd()}\n\n## {heading}\n\n{part}\n";
        await File.WriteAllTextAsync(path, document);
    }
}
