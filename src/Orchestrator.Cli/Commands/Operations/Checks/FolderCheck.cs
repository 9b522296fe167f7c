using System.Globalization;
using Orchestrator.Journal;

namespace Orchestrator.Cli.Commands.Operations.Checks;

/// <summary>Looks at the data folder: is it there, whose is it, can it be written, is there room. Changes nothing that is in it.</summary>
/// <param name="folder">The folder.</param>
internal sealed class FolderCheck(DirectoryInfo folder)
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // The journal refuses to write when the disk is full; long before that somebody should know.
    private const long Little = 1L << 30;
    private const long Hardly = 100L << 20;

    /// <summary>What was found.</summary>
    public IEnumerable<Finding> Run()
    {
        if (!folder.Exists)
        {
            yield return File.Exists(folder.FullName)
                ? Finding.Failed("data folder", $"{folder.FullName} is a file", "name a folder with --data")
                : Finding.Warning("data folder", $"{folder.FullName} is not there", "'orchestrator serve' makes it; or name another with --data");
            yield break;
        }

        yield return Finding.Ok("data folder", folder.FullName);
        yield return Permissions();
        yield return Writable();
        yield return FreeDisk();
    }

    private Finding Permissions()
    {
        if (OperatingSystem.IsWindows()) return Finding.Ok("permissions", "as the folder's list of access says");
        List<string> open = [];
        foreach (string path in Directory.EnumerateFiles(folder.FullName, "*.db").Prepend(folder.FullName))
        {
            if ((File.GetUnixFileMode(path) & Others) != UnixFileMode.None) open.Add(path);
        }

        return open.Count == 0
            ? Finding.Ok("permissions", "only its owner may read it")
            : Finding.Warning("permissions", $"others on this machine may read {string.Join(", ", open)}", $"chmod -R go= '{folder.FullName}'");
    }

    private Finding Writable()
    {
        string probe = Path.Combine(folder.FullName, $"doctor-{Guid.NewGuid():N}.tmp");
        try
        {
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) return Finding.Ok("writing", "files can be made");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Finding.Failed("writing", error.Message, $"run as the folder's owner, or let this user write: {folder.FullName}");
        }
    }

    private Finding FreeDisk()
    {
        try
        {
            long free = new DriveInfo(folder.FullName).AvailableFreeSpace;
            string detail = string.Create(CultureInfo.InvariantCulture, $"{free / (double)(1L << 30):0.0} GiB free");
            const string Advice = "make room, or move the data to a larger disk while the host is stopped";
            return free < Hardly ? Finding.Failed("free disk", detail, Advice)
                : free < Little ? Finding.Warning("free disk", detail, Advice)
                : Finding.Ok("free disk", detail);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Finding.Warning("free disk", $"can't be told: {error.Message}", "look yourself: df");
        }
    }

    /// <summary>Who has the folder, where no host answers.</summary>
    /// <param name="time">The clock.</param>
    public Finding? Lock(TimeProvider time)
    {
        if (!folder.Exists || !File.Exists(Path.Combine(folder.FullName, "orchestrator.lock"))) return null;
        try
        {
            DataDirectoryLock.Acquire(DataDirectory.Open(folder.FullName), time).Dispose();
            return Finding.Ok("lock", "free: no host has the folder");
        }
        catch (DataDirectoryInUseException inUse)
        {
            return Finding.Failed("lock", inUse.Message, "a process has the folder but no host answers: it is starting, stopping, or listens elsewhere (--url)");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Finding.Failed("lock", error.Message, "choose a folder on a local disk that this user may write");
        }
    }
}
