namespace ReviewPair.Messages;

/// <summary>What a request to review a file carries, as the message's context.</summary>
internal sealed record ReviewRequest
{
    /// <summary>The file's path in the repository.</summary>
    public required string Path { get; init; }

    /// <summary>What happened to it: added, modified, deleted, renamed …</summary>
    public required string Status { get; init; }

    /// <summary>The newest commit in which it did.</summary>
    public required string Commit { get; init; }

    /// <summary>The file's size in bytes after the change.</summary>
    public int Size { get; init; }

    /// <summary>Why neither content nor diff is there: <c>deleted</c>, <c>not a file</c>, <c>binary</c>, <c>too large</c>.</summary>
    public string? Omitted { get; init; }

    /// <summary>The whole file after the change, where it is small enough.</summary>
    public string? Content { get; init; }

    /// <summary>The lines of <see cref="Content"/> that are new, each range as first line and count.</summary>
    public IReadOnlyList<int[]>? Changed { get; init; }

    /// <summary>Otherwise the change alone, as a unified diff without context, where that is small enough.</summary>
    public string? Diff { get; init; }
}
