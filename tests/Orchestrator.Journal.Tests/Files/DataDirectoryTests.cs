namespace Orchestrator.Journal.Tests.Files;

public sealed class DataDirectoryTests : IDisposable
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_folder_and_its_files_are_the_owners_alone()
    {
        string path = _folder.File("new/data");
        await using SqliteNode node = await SqliteNode.OpenAsync(path);
        await node.Journal.AppendAsync(Rows.Row("a", 1), CancellationToken.None).SoonAsync();
        if (OperatingSystem.IsWindows())
            return;

        Assert.Equal(OwnerOnlyFile | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        Assert.Equal(
            ["journal.db", "journal.db-shm", "journal.db-wal", "orchestrator.lock"],
            Directory.GetFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        foreach (string file in Directory.GetFiles(path))
            Assert.Equal(OwnerOnlyFile, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_lock_keeps_others_out_until_it_is_released()
    {
        DataDirectory directory = DataDirectory.Open(_folder.File("data"));
        DateTimeOffset started = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
        using (DataDirectoryLock.Acquire(directory, new FixedTime(started)))
        {
            DataDirectoryInUseException refused = Assert.Throws<DataDirectoryInUseException>(
                () => DataDirectoryLock.Acquire(directory, TimeProvider.System));
            Assert.Equal($"pid {((long)Environment.ProcessId).Name()}, started 2026-11-21T08:00:00Z", refused.Owner);
            Assert.Contains(directory.FullPath, refused.Message, StringComparison.Ordinal);
        }

        DataDirectoryLock.Acquire(directory, TimeProvider.System).Dispose();
    }

    [Fact]
    public void What_a_killed_owner_wrote_into_the_lock_file_keeps_nobody_out()
    {
        DataDirectory directory = DataDirectory.Open(_folder.FullPath);
        File.WriteAllText(directory.LockFile, "pid 1, started 2020-01-01T00:00:00Z and a longer text than the next one");

        DataDirectoryLock.Acquire(directory, TimeProvider.System).Dispose();

        Assert.DoesNotContain("2020", File.ReadAllText(directory.LockFile), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_folders_place_is_an_error()
    {
        File.WriteAllText(_folder.File("data"), "");

        Assert.ThrowsAny<IOException>(() => DataDirectory.Open(_folder.File("data")));
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
