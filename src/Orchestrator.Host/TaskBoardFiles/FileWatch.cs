namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>
/// Hears of changes of a file, also of editors that save under another name and rename. The system may not tell all: whoever
/// has to know looks from time to time.
/// </summary>
internal sealed partial class FileWatch : IDisposable
{
    private readonly List<FileSystemWatcher> _watchers = [];

    /// <summary>Begins.</summary>
    /// <param name="path">The file; where it is a symbolic link, what that leads to is watched too.</param>
    /// <param name="changed">Told of each change.</param>
    /// <param name="logger">Hears when the system does not watch.</param>
    public FileWatch(string path, Action changed, ILogger logger)
    {
        foreach (string file in new HashSet<string>([path, BoardFileStore.TargetOf(path)], StringComparer.Ordinal))
        {
            try
            {
                _watchers.Add(Watch(file, changed));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                LogNotWatched(logger, file, error.Message);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FileSystemWatcher watcher in _watchers) watcher.Dispose();
    }

    private static FileSystemWatcher Watch(string file, Action changed)
    {
        string folder = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(folder);
        var watcher = new FileSystemWatcher(folder, Path.GetFileName(file))
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
        };
        watcher.Changed += (_, _) => changed();
        watcher.Created += (_, _) => changed();
        watcher.Deleted += (_, _) => changed();
        watcher.Renamed += (_, _) => changed();
        watcher.Error += (_, _) => changed();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    [LoggerMessage(LogLevel.Warning, "{File}: the system does not watch it, so it is only looked at from time to time: {Reason}")]
    private static partial void LogNotWatched(ILogger logger, string file, string reason);
}
