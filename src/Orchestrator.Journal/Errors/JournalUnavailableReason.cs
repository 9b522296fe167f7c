namespace Orchestrator.Journal;

/// <summary>Why the store can't be written or read now.</summary>
public enum JournalUnavailableReason
{
    /// <summary>The disk, a quota or the database's page limit is full; works again by itself once there is room.</summary>
    Full,

    /// <summary>The operating system reported an input or output error.</summary>
    InputOutput,

    /// <summary>The file or its file system is read-only, or permission is missing.</summary>
    ReadOnly,

    /// <summary>Someone else, such as a database shell, holds the database longer than the time-out allows.</summary>
    Busy,

    /// <summary>The file is damaged or not a database.</summary>
    Damaged,

    /// <summary>The journal isn't started yet, or was stopped.</summary>
    Stopped,

    /// <summary>The database server can't be reached, or is starting or stopping; works again by itself.</summary>
    Disconnected,

    /// <summary>Anything else; the inner exception tells.</summary>
    Other,
}
