using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orchestrator.Journal;

/// <summary>
/// Reads a file whatever locks others hold on it. On Unix .NET takes an advisory lock with every file it opens, so that
/// it can't even look at one that is locked; the operating system's own open can.
/// </summary>
internal static partial class UnlockedFile
{
    private const int ReadOnly = 0;

    /// <summary>Opens the file for reading.</summary>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static FileStream OpenRead(string file)
    {
        if (OperatingSystem.IsWindows())
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        int descriptor = Open(file, ReadOnly);
        return descriptor >= 0
            ? new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read)
            : throw new IOException($"'{file}' can't be opened: error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
