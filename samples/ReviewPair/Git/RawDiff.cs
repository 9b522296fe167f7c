namespace ReviewPair.Git;

/// <summary>Reads what <c>git diff-tree --raw -z</c> prints: <c>:mode mode blob blob status NUL path NUL [path NUL]</c>.</summary>
internal static class RawDiff
{
    /// <summary>The changed files in git's order.</summary>
    public static IReadOnlyList<ChangedFile> Parse(string raw, string from, string to)
    {
        var files = new List<ChangedFile>();
        string[] fields = raw.Split('\0');
        for (int i = 0; i + 1 < fields.Length; i += 2)
        {
            string[] facts = fields[i].TrimStart(':').Split(' ');
            string path = fields[i + 1];
            string? oldPath = null;
            if (facts[4][0] is 'R' or 'C')
            {
                oldPath = path;
                path = fields[++i + 1];
            }

            files.Add(new ChangedFile(path, oldPath, Word(facts[4][0]), facts[3], facts[1].StartsWith("100", StringComparison.Ordinal), from, to));
        }

        return files;
    }

    private static string Word(char letter) => letter switch
    {
        'A' => "added",
        'M' => "modified",
        'D' => "deleted",
        'R' or 'C' => "renamed",
        'T' => "type-changed",
        _ => "changed",
    };
}
