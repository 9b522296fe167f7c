using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orchestrator.Journal;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;
using Orchestrator.Reporting.Tests.Support;
using SQLitePCL;

namespace Orchestrator.Reporting.Tests.Projection;

/// <summary>What is left of a batch that was cut short: nothing, and the next try counts each event once.</summary>
public sealed class CrashTests
{
    private static readonly IReadOnlyList<JournalEntry> History = Busy().Rows;

    private static Story Busy()
    {
        Story story = new Story().StartSession("s1").Register("a").Register("b").Group("c1", "a", "b", "c");
        string direct = Contracts.Identifiers.ConversationId.Direct(
            Contracts.Identifiers.AgentId.Parse("a"), Contracts.Identifiers.AgentId.Parse("b")).Value;
        for (int number = 1; number <= 60; number++)
        {
            story.Send($"d{number}", "a", "b", $"direct {number} {new string('x', 700)}").Queue("b", direct, $"d{number}");
            story.Send($"g{number}", "b", null, $"group {number}", "c1").Queue("c", "c1", $"g{number}");
            story.Lease("b", TimeSpan.FromMinutes(1), $"d{number}").Acknowledge("b", $"d{number}").Log("s1", "tick", "a");
        }

        return story;
    }

    private static ReportingDatabase DatabaseIn(TempFolder folder) =>
        new(Options.Create(new ReportingOptions { DataDirectory = folder.Path }));

    private static async Task<ProjectionWriter> OpenAsync(TempFolder folder)
    {
        MemoryJournal journal = new();
        journal.Add(History);
        return await new ProjectionFile(DatabaseIn(folder), journal, TimeProvider.System, NullLogger<Projector>.Instance)
            .OpenAsync(default);
    }

    // A file that may not grow is as good as a full disk.
    private static SqliteConnection OpenFull(TempFolder folder)
    {
        SqliteConnection connection = DatabaseIn(folder).OpenWriter();
        using SqliteCommand limit = connection.CreateCommand();
        limit.CommandText = "PRAGMA max_page_count = 1";
        limit.ExecuteNonQuery();
        return connection;
    }

    private static async Task ApplyRestAsync(TempFolder folder)
    {
        using ProjectionWriter writer = await OpenAsync(folder);
        RowBatch rest = RowDecoder.Decode([.. History.Where(row => row.Position > writer.Position)], default);
        writer.Apply(rest.Rows, rest.Last!.Value, default);
    }

    private static async Task<string> WholeAsync()
    {
        using TempFolder folder = new();
        await ApplyRestAsync(folder);
        return Database.Dump(folder.File);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(150)]
    [InlineData(300)]
    public async Task A_batch_that_is_aborted_leaves_nothing_and_is_applied_again(int rowsBeforeTheAbort)
    {
        using TempFolder folder = new();
        using (ProjectionWriter writer = await OpenAsync(folder))
        {
            RowBatch first = RowDecoder.Decode([.. History.Take(50)], default);
            writer.Apply(first.Rows, first.Last!.Value, default);
        }

        string before = Database.Dump(folder.File);
        using (ProjectionWriter writer = await OpenAsync(folder))
        {
            using CancellationTokenSource abort = new();
            RowBatch second = RowDecoder.Decode([.. History.Skip(50)], default);
            Assert.Throws<OperationCanceledException>(() => writer.Apply(
                new AbortingRows(second.Rows, rowsBeforeTheAbort, abort), second.Last!.Value, abort.Token));
        }

        Assert.Equal(before, Database.Dump(folder.File));
        await ApplyRestAsync(folder);
        Assert.Equal(await WholeAsync(), Database.Dump(folder.File));
    }

    [Fact]
    public async Task A_disk_that_is_full_leaves_nothing_of_the_batch_and_what_comes_after_is_whole()
    {
        using TempFolder folder = new();
        (await OpenAsync(folder)).Dispose();
        string before = Database.Dump(folder.File);
        using (ProjectionWriter writer = new(OpenFull(folder)))
        {
            RowBatch batch = RowDecoder.Decode(History, default);
            SqliteException error = Assert.Throws<SqliteException>(
                () => writer.Apply(batch.Rows, batch.Last!.Value, default));
            Assert.Equal(raw.SQLITE_FULL, error.SqliteErrorCode);
            Assert.True(Faults.MayPass(error));
        }

        Assert.Equal(before, Database.Dump(folder.File));
        await ApplyRestAsync(folder);
        Assert.Equal(await WholeAsync(), Database.Dump(folder.File));
    }

    [Fact]
    public async Task A_batch_from_a_position_that_is_no_longer_true_is_refused()
    {
        using TempFolder folder = new();
        using ProjectionWriter one = await OpenAsync(folder);
        using ProjectionWriter two = await OpenAsync(folder);
        RowBatch batch = RowDecoder.Decode([.. History.Take(10)], default);
        one.Apply(batch.Rows, batch.Last!.Value, default);

        Assert.Throws<PositionMovedException>(() => two.Apply(batch.Rows, batch.Last!.Value, default));

        two.Dispose();
        await ApplyRestAsync(folder);
        Assert.Equal(await WholeAsync(), Database.Dump(folder.File));
    }

    /// <summary>Rows that cancel their own batch at one of them.</summary>
    private sealed class AbortingRows(IReadOnlyList<JournalRow> rows, int before, CancellationTokenSource abort)
        : IReadOnlyList<JournalRow>
    {
        public int Count => rows.Count;

        public JournalRow this[int index] => rows[index];

        public IEnumerator<JournalRow> GetEnumerator()
        {
            for (int index = 0; index < rows.Count; index++)
            {
                if (index == before) abort.Cancel();
                yield return rows[index];
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
