using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Projection;

public sealed class FileTests
{
    private static Story Sessions(int count)
    {
        Story story = new();
        for (int number = 1; number <= count; number++) story.StartSession($"s{number}");
        return story;
    }

    private static void Execute(string file, string sql)
    {
        using SqliteConnection connection = new($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task<string> RebuiltAsync(TempFolder folder, MemoryJournal journal)
    {
        await using ReportingRoom room = await ReportingRoom.StartAsync(folder.Path, journal: journal);
        await room.CaughtUpAsync();
        Assert.Equal(journal.LastPosition, room.Progress.Position);
        string[] warnings = [.. room.Log.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Text)];
        await room.StopAsync();
        return string.Join('\n', warnings);
    }

    [Fact]
    public async Task Tables_are_kept_over_a_restart()
    {
        using TempFolder folder = new();
        MemoryJournal journal = new();
        journal.Add(Sessions(3).Rows);
        await RebuiltAsync(folder, journal);
        int reads = journal.Reads;
        journal.Add(Sessions(5).Rows[3..]);

        string warnings = await RebuiltAsync(folder, journal);

        Assert.Equal(string.Empty, warnings);
        Assert.Equal(5L, Database.Query(folder.File, "SELECT count(*) n FROM sessions")[0]["n"]);
        Assert.InRange(journal.Reads - reads, 1, 3);
    }

    [Fact]
    public async Task A_stop_leaves_one_file_though_there_were_queries()
    {
        using TempFolder folder = new();
        await using ReportingRoom room = await ReportingRoom.StartAsync(folder.Path, history: Sessions(3).Rows);
        await room.CaughtUpAsync();
        Assert.NotNull(await room.Sessions.GetAsync(SessionId.Parse("s1"), default));

        await room.StopAsync();

        Assert.Equal([folder.File], Directory.EnumerateFiles(folder.Path));
    }

    [Theory]
    [InlineData("UPDATE schema_version SET version = 99")]
    [InlineData("UPDATE schema_version SET checksum = 'another'")]
    [InlineData("DELETE FROM schema_version")]
    [InlineData("DROP TABLE schema_version")]
    public async Task A_file_of_another_schema_is_made_anew(string change)
    {
        using TempFolder folder = new();
        MemoryJournal journal = new();
        journal.Add(Sessions(3).Rows);
        await RebuiltAsync(folder, journal);
        Execute(folder.File, change);
        Execute(folder.File, "DELETE FROM sessions");

        string warnings = await RebuiltAsync(folder, journal);

        Assert.Contains("built from the beginning", warnings, StringComparison.Ordinal);
        Assert.Equal(3L, Database.Query(folder.File, "SELECT count(*) n FROM sessions")[0]["n"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_is_made_anew_when_the_machine_went_down_while_it_was_written(bool wentDown)
    {
        if (UnsyncedMark.Boot is not { } boot) return; // Then the tables are synced as SQLite does it.
        using TempFolder folder = new();
        string mark = folder.File + UnsyncedMark.Suffix;
        MemoryJournal journal = new();
        journal.Add(Sessions(3).Rows);
        await RebuiltAsync(folder, journal);
        Assert.False(File.Exists(mark), "a stop leaves no mark");
        Execute(folder.File, "DELETE FROM sessions WHERE id = 's1'");
        await File.WriteAllTextAsync(mark, wentDown ? "an earlier boot" : boot);

        string warnings = await RebuiltAsync(folder, journal);

        Assert.Equal(wentDown, warnings.Contains("the machine went down", StringComparison.Ordinal));
        Assert.Equal(wentDown ? 3L : 2L, Database.Query(folder.File, "SELECT count(*) n FROM sessions")[0]["n"]);
        Assert.False(File.Exists(mark), "a stop leaves no mark");
    }

    [Fact]
    public async Task A_mark_that_is_there_already_stays_as_it_is()
    {
        if (UnsyncedMark.Boot is not { } boot) return;
        using TempFolder folder = new();
        string mark = folder.File + UnsyncedMark.Suffix;
        await File.WriteAllTextAsync(mark, boot);
        File.SetAttributes(mark, FileAttributes.ReadOnly); // a full disk would leave an empty one

        Assert.True(new UnsyncedMark(folder.File).TrySet());
        Assert.Equal(boot, await File.ReadAllTextAsync(mark));
    }

    [Fact]
    public async Task A_running_projection_marks_its_file()
    {
        using TempFolder folder = new();
        await using ReportingRoom room = await ReportingRoom.StartAsync(folder.Path);

        Assert.Equal(UnsyncedMark.Boot is not null, File.Exists(folder.File + UnsyncedMark.Suffix));
    }

    [Fact]
    public async Task A_damaged_file_is_made_anew()
    {
        using TempFolder folder = new();
        MemoryJournal journal = new();
        journal.Add(Sessions(3).Rows);
        await File.WriteAllTextAsync(folder.File, new string('x', 10_000));

        string warnings = await RebuiltAsync(folder, journal);

        Assert.Contains("not a database", warnings, StringComparison.Ordinal);
        Assert.Equal(3L, Database.Query(folder.File, "SELECT count(*) n FROM sessions")[0]["n"]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public async Task Tables_of_another_journal_are_made_anew(int rows)
    {
        using TempFolder folder = new();
        MemoryJournal journal = new();
        journal.Add(Sessions(3).Rows);
        await RebuiltAsync(folder, journal);
        MemoryJournal other = new();
        Story story = new() { Now = Story.Begin.AddDays(1) };
        for (int number = 1; number <= rows; number++) story.StartSession($"other{number}");
        other.Add(story.Rows);

        string warnings = await RebuiltAsync(folder, other);

        Assert.Contains("another journal", warnings, StringComparison.Ordinal);
        Assert.Equal((long)rows, Database.Query(folder.File, "SELECT count(*) n FROM sessions")[0]["n"]);
    }

    [Fact]
    public async Task A_file_that_is_deleted_while_it_is_used_is_made_anew()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(Sessions(3), o => o.RetryDelay = TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await room.Sessions.GetAsync(SessionId.Parse("s1"), default));
        foreach (string file in Directory.GetFiles(room.Folder)) File.Delete(file);

        room.Memory.Add(Sessions(5).Rows[3..]);
        await room.CaughtUpAsync();

        Assert.Equal(5L, room.Scalar("SELECT count(*) FROM sessions"));
        Assert.NotNull(await room.Sessions.GetAsync(SessionId.Parse("s5"), default));
        Assert.NotNull(await room.Sessions.GetAsync(SessionId.Parse("s1"), default));
    }

    [Fact]
    public async Task The_schema_can_be_taken_back()
    {
        using TempFolder folder = new();
        await RebuiltAsync(folder, new MemoryJournal());
        string down = await ResourceAsync("0001_reporting.down.sql");

        Execute(folder.File, down);

        Assert.Equal(
            ["schema_version", "sqlite_sequence"],
            Database.Query(folder.File, "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_auto%' ORDER BY name").Select(row => row["name"]));
    }

    private static async Task<string> ResourceAsync(string name)
    {
        await using Stream stream = typeof(ReportingOptions).Assembly.GetManifestResourceStream($"sql/sqlite/reporting/{name}")!;
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync();
    }
}
