using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>
/// Snapshots as files below <c>checkpoints</c> in the data folder, each named after what it holds. A file is written under
/// another name, brought to disk, and renamed; so whatever has its name is whole.
/// </summary>
internal sealed partial class FileCheckpointStore : ICheckpointStore, IDisposable
{
    private const string Incoming = "incoming";
    private const int BufferSize = 64 * 1024;

    private readonly CheckpointOptions _options;
    private readonly CheckpointKeys _keys;
    private readonly string _root;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, bool> _writing = new(StringComparer.Ordinal);

    // What this process stored lately, and when. What an earlier one stored is not on its way to a checkpoint any more.
    private readonly ConcurrentDictionary<string, long> _stored = new(StringComparer.Ordinal);

    // Storing what is there already and deleting it must not overlap.
    private readonly SemaphoreSlim _names = new(1);

    public FileCheckpointStore(
        IOptions<CheckpointOptions> options, IOptions<JournalOptions> journal, TimeProvider time, ILogger<FileCheckpointStore> logger)
    {
        _options = options.Value;
        _keys = new CheckpointKeys(_options);
        _root = Path.Combine(Path.GetFullPath(journal.Value.DataDirectory), DataDirectory.CheckpointFolder);
        (_time, _logger) = (time, logger);
    }

    public long MaxBytes => _options.MaxBytes;

    public bool Encrypts => _keys.Active is not null;

    public int? RetentionDays => _options.RetentionDays;

    public ISnapshotWriter Begin()
    {
        FileStream? file = null;
        string name = Path.Combine(_root, Incoming, $"{Guid.NewGuid():N}");
        try
        {
            DataDirectory.Open(Path.Combine(_root, Incoming));
            _writing[name] = true;
            file = DataDirectory.OpenOwnerOnly(name, FileShare.Read | FileShare.Delete);
            return new FileSnapshotWriter(this, _keys.Active, file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            Discard(name);
            LogNotStored(_logger, error);
            throw FileSnapshotWriter.Unavailable(error);
        }
    }

    public async ValueTask<Stream> OpenAsync(CheckpointBlob blob, CancellationToken cancellationToken) =>
        await SnapshotReader.OpenAsync(OpenFile(blob), blob, _keys, cancellationToken);

    public async Task VerifyAsync(CheckpointBlob blob, CancellationToken cancellationToken)
    {
        await using Stream snapshot = await OpenAsync(blob, cancellationToken);
        await snapshot.CopyToAsync(Stream.Null, BufferSize, cancellationToken);
    }

    public async Task<int> DeleteUnneededAsync(IReadOnlySet<string> needed, CancellationToken cancellationToken)
    {
        foreach (KeyValuePair<string, long> stored in _stored)
        {
            if (_time.GetElapsedTime(stored.Value) >= ICheckpointStore.Grace) _stored.TryRemove(stored); // unless it was stored again just now
        }

        if (!Directory.Exists(_root)) return 0;
        int deleted = 0;
        foreach (string path in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (needed.Contains(Path.GetFileName(path)) || _writing.ContainsKey(path)) continue;
            await _names.WaitAsync(cancellationToken);
            try
            {
                if (_stored.ContainsKey(path)) continue;
                File.Delete(path);
                deleted++;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                LogNotDeleted(_logger, error);
            }
            finally
            {
                _names.Release();
            }
        }

        return deleted;
    }

    /// <summary>Gives a finished file its name, unless a good one has it.</summary>
    internal async Task<CheckpointBlob> StoreAsync(FileSnapshotWriter writer, CheckpointBlob blob, CancellationToken cancellationToken)
    {
        string path = PathOf(blob);
        string folder = Path.GetDirectoryName(path)!;
        bool present = await IsGoodAsync(blob, cancellationToken);
        await _names.WaitAsync(cancellationToken);
        try
        {
            _stored[path] = _time.GetTimestamp();
            if (present && File.Exists(path)) return blob with { StoredSize = new FileInfo(path).Length };

            bool isNew = !Directory.Exists(folder);
            DataDirectory.Open(folder);
            File.Move(writer.Path, path, overwrite: true);
            FolderSync.Run(folder);
            if (isNew)
            {
                FolderSync.Run(_root);
                FolderSync.Run(Path.GetDirectoryName(_root)!);
            }

            return blob;
        }
        finally
        {
            _names.Release();
        }
    }

    /// <summary>Forgets a writer, and deletes its file unless it has been stored.</summary>
    internal void Discard(FileSnapshotWriter writer) => Discard(writer.Path);

    private void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotDeleted(_logger, error); // the sweep will
        }

        _writing.TryRemove(path, out _);
    }

    public void Dispose() => _names.Dispose();

    // What is there may be damaged, or encrypted with another key of this id: then the new one takes its place.
    private async Task<bool> IsGoodAsync(CheckpointBlob blob, CancellationToken cancellationToken)
    {
        if (!File.Exists(PathOf(blob))) return false;
        try
        {
            await VerifyAsync(blob, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is ConflictException or UnavailableException)
        {
            LogReplaced(_logger, error, blob.Name);
            return false;
        }
    }

    private FileStream OpenFile(CheckpointBlob blob)
    {
        blob.Validate();
        try
        {
            return new FileStream(PathOf(blob), new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = BufferSize,
            });
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CorruptCheckpoint.Of("it is missing");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CorruptCheckpoint.Unreadable(error);
        }
    }

    private string PathOf(CheckpointBlob blob) => Path.Combine(_root, blob.Name[..2], blob.Name);

    [LoggerMessage(LogLevel.Warning, "A snapshot can't be stored")]
    private static partial void LogNotStored(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Warning, "A stored snapshot that nobody needs was not deleted; trying again with the next sweep")]
    private static partial void LogNotDeleted(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Warning, "The stored snapshot {Name} can't be read and is replaced by an equal one that came in")]
    private static partial void LogReplaced(ILogger logger, Exception error, string name);
}
