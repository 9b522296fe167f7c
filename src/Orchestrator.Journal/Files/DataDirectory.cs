namespace Orchestrator.Journal;

/// <summary>The folder that holds all data of one node, and the names of the files in it.</summary>
public sealed record DataDirectory
{
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The name of the folder of checkpoints' snapshots, below the data folder.</summary>
    internal const string CheckpointFolder = "checkpoints";

    private DataDirectory(string path) => FullPath = path;

    /// <summary>The folder's absolute path.</summary>
    public string FullPath { get; }

    /// <summary>The journal's database file.</summary>
    public string JournalFile => Path.Combine(FullPath, "journal.db");

    /// <summary>The reporting room's database file; can be deleted and is then built anew.</summary>
    public string ReportingFile => Path.Combine(FullPath, "reporting.db");

    /// <summary>The file whose lock says that a process uses the folder.</summary>
    public string LockFile => Path.Combine(FullPath, "orchestrator.lock");

    /// <summary>The file that says where the process that uses the folder listens; there while it runs, or after it was killed.</summary>
    public string AddressFile => Path.Combine(FullPath, "orchestrator.url");

    /// <summary>Opens the folder, creating it (on Unix with mode 0700) if it is missing.</summary>
    /// <param name="path">The folder, absolute or relative to the working folder.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="IOException">A file of that name is there, or the folder can't be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be created for want of permission.</exception>
    public static DataDirectory Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(full);
        else
            Directory.CreateDirectory(full, OwnerOnlyFolder);
        return new DataDirectory(full);
    }

    /// <summary>
    /// Creates a file of the folder, empty and (on Unix) with mode 0600, unless it is there. A database's files made
    /// by SQLite later take over this mode.
    /// </summary>
    /// <param name="file">The file's path.</param>
    /// <exception cref="IOException">The file can't be created.</exception>
    public static void EnsureFile(string file)
    {
        if (!File.Exists(file))
            OpenOwnerOnly(file, FileShare.ReadWrite).Dispose();
    }

    internal static FileStream OpenOwnerOnly(string file, FileShare share)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnlyFile;
        return new FileStream(file, options);
    }
}
