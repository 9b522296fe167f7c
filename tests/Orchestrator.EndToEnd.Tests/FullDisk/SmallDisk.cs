using System.Diagnostics;
using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.FullDisk;

/// <summary>A real file system in memory, small enough to fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _mountPoint = new();

    private SmallDisk()
    {
    }

    public string Data => _mountPoint.Data;

    public long FreeBytes => new DriveInfo(_mountPoint.FullPath).AvailableFreeSpace;

    private string Filler => Path.Combine(_mountPoint.FullPath, "filler");

    public static SmallDisk Mount(int mebibytes)
    {
        var disk = new SmallDisk();
        int code = Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m,mode=0700", "tmpfs", disk._mountPoint.FullPath);
        if (code == 0) return disk;
        disk._mountPoint.Dispose();
        throw new InvalidOperationException($"mount ended with {code}: this test needs to be root");
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        foreach (int size in (int[])[1 << 20, 4096, 1])
        {
            byte[] some = new byte[size];
            try
            {
                while (true) filler.Write(some);
            }
            catch (IOException)
            {
                // No room for that much.
            }
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "-l", _mountPoint.FullPath);
        _mountPoint.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
