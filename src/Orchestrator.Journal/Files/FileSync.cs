using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orchestrator.Journal;

/// <summary>
/// Brings what was written to a file to disk. What .NET has for it (<see cref="RandomAccess.FlushToDisk"/>, <see cref="FileStream.Flush(bool)"/>) keeps silent
/// on Linux when that fails, as seen with .NET 10.0.12: the call returns 1 then, and only what is below 0 counts as an error.
/// </summary>
public static partial class FileSync
{
    private const int Interrupted = 4; // EINTR

    /// <summary>Returns when all that was written is on disk.</summary>
    /// <param name="file">The file. It has no buffer of its own.</param>
    /// <exception cref="IOException">It is not; what it was for may not get there by a later call either.</exception>
    public static void Run(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (Sync(file) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw new IOException($"What was written can't be brought to disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(SafeFileHandle file);
}
