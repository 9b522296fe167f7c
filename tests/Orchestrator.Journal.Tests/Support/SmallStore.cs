using System.Diagnostics;

namespace Orchestrator.Journal.Tests;

/// <summary>A place for a journal that gets full, and where room can be made again.</summary>
internal abstract class SmallStore : IDisposable
{
    public abstract string Folder { get; }

    public virtual void Limit(JournalOptions options)
    {
    }

    public abstract Task TakeRoomAsync();

    public abstract Task GiveRoomAsync();

    public abstract void Dispose();
}

/// <summary>A file system in memory of 8 MiB.</summary>
internal sealed class SmallDisk : SmallStore
{
    private readonly TemporaryFolder _mountPoint;

    private SmallDisk(TemporaryFolder mountPoint) => _mountPoint = mountPoint;

    public override string Folder => _mountPoint.FullPath;

    private string Ballast => _mountPoint.File("ballast");

    public static SmallDisk? TryMount()
    {
        TemporaryFolder mountPoint = new();
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mountPoint.FullPath))
            return new SmallDisk(mountPoint);
        mountPoint.Dispose();
        return null;
    }

    public override Task TakeRoomAsync() => File.WriteAllBytesAsync(Ballast, new byte[4 << 20]);

    public override Task GiveRoomAsync()
    {
        File.Delete(Ballast);
        return Task.CompletedTask;
    }

    public override void Dispose()
    {
        Run("umount", "-l", _mountPoint.FullPath);
        _mountPoint.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A database with a page limit, and a table in it whose pages can be given back.</summary>
internal sealed class LimitedDatabase : SmallStore
{
    private readonly TemporaryFolder _folder = new();

    public override string Folder => _folder.FullPath;

    public override void Limit(JournalOptions options) => options.MaxDatabaseBytes = 4 << 20;

    public override Task TakeRoomAsync() =>
        ExecuteAsync("CREATE TABLE ballast (bytes BLOB); INSERT INTO ballast VALUES (zeroblob(2000000))");

    public override Task GiveRoomAsync() => ExecuteAsync("DROP TABLE ballast");

    public override void Dispose() => _folder.Dispose();

    private async Task ExecuteAsync(string sql)
    {
        await using Database database = await Database.OpenAsync(_folder.File("journal.db"));
        await database.ExecuteAsync(sql);
    }
}
