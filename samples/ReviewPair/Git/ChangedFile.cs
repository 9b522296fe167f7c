namespace ReviewPair.Git;

/// <summary>A file that differs between two trees.</summary>
/// <param name="Path">Its path, from the repository's root; the old one where it was deleted.</param>
/// <param name="OldPath">The path it had, where it was renamed.</param>
/// <param name="Status"><c>added</c>, <c>modified</c>, <c>deleted</c>, <c>renamed</c> or <c>type-changed</c>.</param>
/// <param name="Blob">The object with its content after the change; zeros where there is none.</param>
/// <param name="IsFile">Whether it is an ordinary file after the change, not a link or a submodule.</param>
/// <param name="From">The tree or commit before.</param>
/// <param name="To">The commit after.</param>
internal sealed record ChangedFile(
    string Path, string? OldPath, string Status, string Blob, bool IsFile, string From, string To);
