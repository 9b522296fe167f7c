using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orchestrator.Journal;

/// <summary>
/// Brings what was written to a file to disk. What .NET has for it (<see cref="RandomAccess.FlushToDisk"/>, <see cref="FileStream.Flush(bool)"/>) keeps silent
/// on Linux when that fails, as seen with .NET 10.0.12: the call returns 1 then, and only what is below 0 counts as an error.
/// </summary>
public static unsafe class FileSync
{
    private const int Interrupted = 4; // EINTR

    // By the names that the program has, not those of its C library alone: so a library that makes it fail, for a test, is asked too.
    private static readonly delegate* unmanaged<int, int> Sync = OperatingSystem.IsLinux()
        ? (delegate* unmanaged<int, int>)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "fsync")
        : null;

    /// <summary>Returns when all that was written is on disk.</summary>
    /// <param name="file">The file. It has no buffer of its own.</param>
    /// <exception cref="IOException">It is not; what it was for may not get there by a later call either.</exception>
    public static void Run(SafeFileHandle file)
    {
        if (Sync == null)
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        bool added = false;
        try
        {
            file.DangerousAddRef(ref added);
            while (Sync((int)file.DangerousGetHandle()) != 0)
            {
                int error = Marshal.GetLastSystemError();
                if (error != Interrupted) throw new IOException($"What was written can't be brought to disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);
            }
        }
        finally
        {
            if (added) file.DangerousRelease();
        }
    }
}
