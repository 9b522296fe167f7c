using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>
/// Opens a file whose writes go to its end, wherever that is by then: others may append to it at the same time. .NET's own
/// append looks for the end once, when it opens.
/// </summary>
internal static partial class AppendedFile
{
    private const int WriteOnly = 0x1, Create = 0x40, Append = 0x400, CloseOnExec = 0x80000;
    private const int ReadableByAll = 0b110_100_100;

    /// <summary>Opens it, creating it when missing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static FileStream Open(string path)
    {
        if (!OperatingSystem.IsLinux())
            return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0);
        int descriptor = OpenFile(path, WriteOnly | Create | Append | CloseOnExec, ReadableByAll);
        return descriptor >= 0
            ? new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, 0)
            : throw new IOException($"{path} can't be opened: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags, int mode);
}
