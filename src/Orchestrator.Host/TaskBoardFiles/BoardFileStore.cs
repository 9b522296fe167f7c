using System.Security.Cryptography;
using Orchestrator.Journal;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>The content of a file.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="Digest">Tells it from any other.</param>
/// <param name="SavedAt">When it was saved, as the file system has it: tells the same content, saved again.</param>
internal sealed record FileContent(byte[] Bytes, string Digest, DateTime SavedAt)
{
    public static FileContent Of(byte[] bytes, DateTime savedAt = default) => new(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)), savedAt);
}

/// <summary>Reads a file and replaces it at one stroke: whoever reads it sees the one or the other, also after a crash.</summary>
/// <param name="path">The file; where it is a symbolic link, what that leads to.</param>
internal sealed class BoardFileStore(string path)
{
    /// <summary>What a symbolic link leads to, there or not; a path that is none is itself.</summary>
    public static string TargetOf(string path) => new FileInfo(path).LinkTarget is null
        ? path
        : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    /// <summary>Reads it.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="BrokenBoardFileException">It is too large, or no file.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public async Task<FileContent?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Directory.Exists(path)) throw new BrokenBoardFileException("it is a folder");
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, useAsync: true);
            await using (stream)
            {
                if (stream.Length > BoardDocument.MaxBytes)
                    throw new BrokenBoardFileException($"it has {stream.Length} bytes; a file may have {BoardDocument.MaxBytes}");
                byte[] bytes = new byte[stream.Length];
                int read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
                return FileContent.Of(bytes[..read], File.GetLastWriteTimeUtc(stream.SafeFileHandle));
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Replaces it, unless it is not any more what was read. Its permissions stay.</summary>
    /// <param name="read">What was read; null for no file.</param>
    /// <param name="content">What is to be there.</param>
    /// <param name="cancellationToken">Ends the writing; the file is as it was then.</param>
    /// <returns>What is there now; null when it was not replaced.</returns>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public async Task<FileContent?> ReplaceAsync(FileContent? read, byte[] content, CancellationToken cancellationToken)
    {
        string target = TargetOf(path);
        string folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.orchestrator-tmp"); // one name: a crash leaves one at most
        File.Delete(temporary);
        try
        {
            await WriteAsync(temporary, content, cancellationToken);
            if (read is not null && !OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            var written = FileContent.Of(content, File.GetLastWriteTimeUtc(temporary));
            if ((await ReadAsync(cancellationToken))?.Digest != read?.Digest) return null;
            File.Move(temporary, target, overwrite: read is not null);
            return written;
        }
        catch (FileNotFoundException)
        {
            return null; // it was deleted just now
        }
        catch (IOException) when (read is null && File.Exists(target))
        {
            return null; // somebody else was first
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task WriteAsync(string file, byte[] content, CancellationToken cancellationToken)
    {
        var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, useAsync: true);
        await using (stream)
        {
            await stream.WriteAsync(content, cancellationToken);
            FileSync.Run(stream.SafeFileHandle);
        }
    }
}
