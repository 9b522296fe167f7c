namespace ReviewPair.Git;

/// <summary>Git refused.</summary>
internal sealed class GitException(string message) : Exception(message);
