namespace Orchestrator.Journal;

/// <summary>Another process uses the data folder; one store has one process.</summary>
public sealed class DataDirectoryInUseException : JournalException
{
    internal DataDirectoryInUseException(string directory, string? owner, Exception? innerException)
        : base(
            $"The data folder '{directory}' is in use by {owner ?? "another process"}. One folder serves one process: " +
            "stop that process, or choose another folder.",
            innerException)
    {
        Directory = directory;
        Owner = owner;
    }

    /// <summary>The folder's absolute path.</summary>
    public string Directory { get; }

    /// <summary>The owner as its lock file describes it (pid and start), or null when that can't be read.</summary>
    public string? Owner { get; }
}
