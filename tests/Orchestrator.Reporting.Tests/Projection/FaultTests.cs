using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Projection;

public sealed class FaultTests
{
    private static Story Sessions(int count)
    {
        Story story = new();
        for (int number = 1; number <= count; number++) story.StartSession($"s{number}");
        return story;
    }

    private static async Task ReachAsync(ReportingRoom room, ProjectionState state)
    {
        using CancellationTokenSource tooLong = new(ReportingRoom.Patience);
        while (room.Progress.Status.State != state)
        {
            tooLong.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static SqliteConnection Open(string file)
    {
        SqliteConnection connection = new($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [Theory]
    [InlineData("""[{"event":"session-created","at":"2026-01-01T00:00:00.000Z"}]""")]
    [InlineData("""[{"event":"session-exploded","at":"2026-01-01T00:00:00.000Z"}]""")]
    [InlineData("""[{"at":"2026-01-01T00:00:00.000Z"}]""")]
    [InlineData("""{"not":"a list"}""")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("not JSON")]
    public async Task A_row_that_can_not_be_decoded_stalls_the_tables_there_and_says_so(string payload)
    {
        Story story = Sessions(2).Row("session/bad", "session-created", payload).StartSession("after");
        await using ReportingRoom room = await ReportingRoom.StartAsync(history: story.Rows);

        await ReachAsync(room, ProjectionState.Stalled);

        ProjectionStatus status = room.Progress.Status;
        Assert.Equal((2L, 4L, 3L), (status.Position, status.LastPosition, status.FailedPosition!.Value));
        Assert.Contains("Journal row 3", status.Reason, StringComparison.Ordinal);
        Assert.Contains(room.Log.Entries, entry => entry.Level == LogLevel.Error && entry.Text.Contains("row 3", StringComparison.Ordinal));
        Assert.NotNull(await room.Sessions.GetAsync(SessionId.Parse("s2"), default));
        UnavailableException error = await Assert.ThrowsAsync<UnavailableException>(
            () => room.Progress.WaitForAsync(4, TimeSpan.FromMilliseconds(1), default));
        Assert.Contains("Journal row 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_can_not_be_applied_stalls_the_tables_before_it_though_it_came_in_a_batch()
    {
        Story story = Sessions(3).StartSession("s2").StartSession("after");
        await using ReportingRoom room = await ReportingRoom.StartAsync(history: story.Rows);

        await ReachAsync(room, ProjectionState.Stalled);

        Assert.Equal((3L, 4L), (room.Progress.Position, room.Progress.Status.FailedPosition!.Value));
        Assert.Equal(3L, room.Scalar("SELECT count(*) FROM sessions"));
    }

    [Fact]
    public async Task A_stalled_projection_goes_on_with_a_program_that_can_read_the_row()
    {
        using TempFolder folder = new();
        Story story = Sessions(1).Row("session/s2", "session-created", "[]").StartSession("s3");
        MemoryJournal journal = new();
        journal.Add(story.Rows);
        journal.Replace(1, row => row with { Payload = "broken" });
        await using (ReportingRoom room = await ReportingRoom.StartAsync(folder.Path, journal: journal))
            await ReachAsync(room, ProjectionState.Stalled);

        journal.Replace(1, row => row with { Payload = "[]" });
        await using ReportingRoom again = await ReportingRoom.StartAsync(folder.Path, journal: journal);
        await again.CaughtUpAsync();

        Assert.Equal(2L, again.Scalar("SELECT count(*) FROM sessions"));
    }

    [Fact]
    public async Task Rows_of_unknown_grains_are_passed_over()
    {
        Story story = Sessions(1).Row("message/m1", "message-claimed", "[]").Row("task/t1", "task-created", "{{{").Row("odd", "x", "x");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal((4L, ProjectionState.Running), (room.Progress.Position, room.Progress.Status.State));
        Assert.Equal(4L, room.Scalar("SELECT position FROM projection_position"));
    }

    [Fact]
    public async Task A_lock_by_someone_else_is_outlasted()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(Sessions(1), o => o.RetryDelay = o.MaxRetryDelay = TimeSpan.FromMilliseconds(5));
        using (SqliteConnection other = Open(room.File))
        {
            Execute(other, "BEGIN IMMEDIATE");
            room.Memory.Add(Sessions(3).Rows[1..]);
            await ReachAsync(room, ProjectionState.Retrying);
            Assert.Contains("locked", room.Progress.Status.Reason, StringComparison.OrdinalIgnoreCase);
            Assert.NotNull(await room.Sessions.GetAsync(SessionId.Parse("s1"), default));
            Execute(other, "ROLLBACK");
        }

        await room.CaughtUpAsync();
        Assert.Equal(3L, room.Scalar("SELECT count(*) FROM sessions"));
    }

    [Fact]
    public async Task A_journal_that_can_not_be_read_for_a_while_is_outlasted()
    {
        int failures = 3;
        await using ReportingRoom room = await ReportingRoom.StartAsync(options: o => o.RetryDelay = o.MaxRetryDelay = TimeSpan.FromMilliseconds(1));
        room.Memory.BeforeRead = () =>
        {
            if (Interlocked.Decrement(ref failures) >= 0) throw new IOException("The disk hiccups.");
        };
        room.Memory.Add(Sessions(5).Rows);

        await room.CaughtUpAsync();

        Assert.Equal(5L, room.Scalar("SELECT count(*) FROM sessions"));
        Assert.Equal(3, room.Log.Entries.Count(entry => entry.Error is IOException));
        Assert.DoesNotContain(room.Log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task A_file_that_can_not_be_opened_is_outlasted()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder.File);
        await using ReportingRoom room = await ReportingRoom.StartAsync(
            folder.Path, o => o.RetryDelay = o.MaxRetryDelay = TimeSpan.FromMilliseconds(5), history: Sessions(5).Rows);
        await ReachAsync(room, ProjectionState.Retrying);
        await Assert.ThrowsAsync<UnavailableException>(() => room.Sessions.CountByStatusAsync(default));

        Directory.Delete(folder.File);
        await room.CaughtUpAsync();

        Assert.Equal(5L, room.Scalar("SELECT count(*) FROM sessions"));
    }

    [Fact]
    public async Task A_damaged_file_that_can_not_be_deleted_is_outlasted_and_then_made_anew()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(
            Sessions(3), o => o.RetryDelay = o.MaxRetryDelay = TimeSpan.FromMilliseconds(1));
        string undeletable = $"{room.File}-journal";
        Directory.CreateDirectory(undeletable);
        int failures = 1;
        room.Memory.BeforeRead = () =>
        {
            if (Interlocked.Decrement(ref failures) >= 0) throw new SqliteException("The file is malformed.", SQLitePCL.raw.SQLITE_CORRUPT);
        };
        room.Memory.Add(Sessions(5).Rows[3..]);
        await ReachAsync(room, ProjectionState.Retrying);
        using (CancellationTokenSource tooLong = new(ReportingRoom.Patience))
        {
            while (!room.Log.Entries.Any(entry => entry.Error is UnauthorizedAccessException))
            {
                tooLong.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        Directory.Delete(undeletable);
        await room.CaughtUpAsync();

        Assert.Equal(5L, room.Scalar("SELECT count(*) FROM sessions"));
    }

    [Fact]
    public async Task A_second_projector_on_one_file_is_noticed_and_nothing_is_counted_twice()
    {
        using TempFolder folder = new();
        MemoryJournal journal = new();
        await using ReportingRoom one = await ReportingRoom.StartAsync(folder.Path, journal: journal, options: Quick);
        await using ReportingRoom two = await ReportingRoom.StartAsync(folder.Path, journal: journal, options: Quick);
        Story story = new();
        for (int number = 1; number <= 200; number++)
        {
            story.Log("s1", "tick");
            journal.Add(story.Rows[^1..]);
        }

        await one.CaughtUpAsync();
        await two.CaughtUpAsync();

        Assert.Equal(200L, one.Scalar("SELECT count(*) FROM session_events"));

        static void Quick(ReportingOptions options) => options.RetryDelay = options.MaxRetryDelay = TimeSpan.FromMilliseconds(1);
    }
}
