using System.Globalization;

namespace Orchestrator.Journal;

/// <summary>
/// The right to use a data folder, held by the operating system's lock on <c>orchestrator.lock</c>: it ends with
/// <see cref="Dispose"/> or with the process, even one that is killed. The file's text is for people.
/// </summary>
public sealed class DataDirectoryLock : IDisposable
{
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    // Elsewhere than on Windows only FileShare.None takes the exclusive lock; on Windows FileShare.Read keeps the next
    // owner out and lets the text be read.
    private static readonly FileShare LockingShare = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;

    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="timeProvider">Says when the owner started.</param>
    /// <returns>The lock; dispose to release.</returns>
    /// <exception cref="DataDirectoryInUseException">Another process, or another part of this one, holds it.</exception>
    /// <exception cref="IOException">The folder's file system can't lock files, or the lock file can't be written.</exception>
    public static DataDirectoryLock Acquire(DataDirectory directory, TimeProvider timeProvider)
    {
        FileStream file = Open(directory);
        try
        {
            RequireWorkingLocks(directory);
            file.SetLength(0);
            using StreamWriter writer = new(file, leaveOpen: true);
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"pid {Environment.ProcessId}, started {timeProvider.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}"));
            writer.Flush();
            return new DataDirectoryLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Releases the lock. The file stays: deleting it could take it from under the next owner.</summary>
    public void Dispose() => _file.Dispose();

    private static FileStream Open(DataDirectory directory)
    {
        try
        {
            return DataDirectory.OpenOwnerOnly(directory.LockFile, LockingShare);
        }
        catch (IOException e) when (e.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            throw new DataDirectoryInUseException(directory.FullPath, ReadOwner(directory), e);
        }
    }

    // Some network file systems accept a lock and do nothing: then a second one succeeds too.
    private static void RequireWorkingLocks(DataDirectory directory)
    {
        try
        {
            DataDirectory.OpenOwnerOnly(directory.LockFile, LockingShare).Dispose();
        }
        catch (IOException)
        {
            return;
        }

        throw new IOException(
            $"The file system of '{directory.FullPath}' doesn't lock files, so a second process could not be kept " +
            "out. Choose a folder on a local disk.");
    }

    private static string? ReadOwner(DataDirectory directory)
    {
        try
        {
            using FileStream file = UnlockedFile.OpenRead(directory.LockFile);
            using StreamReader reader = new(file);
            string text = reader.ReadToEnd().Trim();
            return text.Length == 0 ? null : text;
        }
        catch (IOException)
        {
            return null; // The message then says "another process", which is still true.
        }
    }
}
