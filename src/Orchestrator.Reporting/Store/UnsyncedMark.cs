using Orchestrator.Journal;

namespace Orchestrator.Reporting.Store;

/// <summary>
/// Lets the tables be written without waiting for the disk. Beside them stands a file that names the machine's boot:
/// writes that the system has taken survive this program, however it ends, but not a power cut. So tables whose mark is
/// of an earlier boot may be torn, and are not to be trusted. Where the system does not tell its boot, nothing is marked.
/// </summary>
internal sealed class UnsyncedMark(string file)
{
    public const string Suffix = "-unsynced";

    private const string BootId = "/proc/sys/kernel/random/boot_id"; // random(4)

    private readonly string _mark = file + Suffix;

    /// <summary>Which boot of the machine this is; null where that can't be known.</summary>
    public static string? Boot { get; } = File.Exists(BootId) ? File.ReadAllText(BootId).Trim() : null;

    /// <summary>Whether the tables were being written when the machine went down.</summary>
    public bool IsOfEarlierBoot => File.Exists(_mark) && File.ReadAllText(_mark) != Boot;

    /// <summary>From now on the tables may be ahead of the disk.</summary>
    /// <returns>False where that must not be, as nobody could tell a power cut afterwards.</returns>
    public bool TrySet()
    {
        if (Boot is null) return false;
        if (File.Exists(_mark) && File.ReadAllText(_mark) == Boot) return true;
        try
        {
            DataDirectory.EnsureFile(_mark);
            using FileStream mark = new(_mark, FileMode.Truncate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            mark.Write(System.Text.Encoding.ASCII.GetBytes(Boot));
            FileSync.Run(mark.SafeFileHandle);
            return true;
        }
        catch (IOException)
        {
            // No room: then the tables go on being as much on disk as they are.
            File.Delete(_mark);
            return false;
        }
    }

    /// <summary>Waits for the disk. After that the tables are as good as any file; nobody may write to them.</summary>
    public void Clear()
    {
        if (!File.Exists(_mark)) return;
        foreach (string written in (ReadOnlySpan<string>)[file, file + "-wal"])
        {
            if (!File.Exists(written)) continue;
            using FileStream stream = new(written, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            FileSync.Run(stream.SafeFileHandle);
        }

        File.Delete(_mark);
    }
}
