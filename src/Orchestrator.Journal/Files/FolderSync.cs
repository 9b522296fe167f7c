using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orchestrator.Journal;

/// <summary>Brings a folder's own list of names to disk: a renamed file is only then there after a power cut.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Returns when the names are on disk. Windows keeps them by itself.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) throw new IOException($"A folder can't be opened: {Marshal.GetLastPInvokeErrorMessage()}.", Marshal.GetLastPInvokeError());
        using SafeFileHandle handle = new(descriptor, ownsHandle: true);
        FileSync.Run(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
