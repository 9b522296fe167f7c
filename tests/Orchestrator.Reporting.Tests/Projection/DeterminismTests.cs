using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orchestrator.Journal;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Projection;

/// <summary>The tables depend on the journal alone, not on how its rows fell into batches.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void However_the_rows_fall_into_batches_the_tables_are_equal()
    {
        Arbitrary<(int[] Numbers, int[] Sizes)> cases = (
            from numbers in Gen.Choose(0, int.MaxValue).ArrayOf(150)
            from sizes in Gen.Choose(1, 12).NonEmptyListOf()
            select (numbers, sizes.ToArray())).ToArbitrary();

        Prop.ForAll(cases, c =>
        {
            Story story = RandomHistory.Of(c.Numbers);
            string whole = Build(story.Rows, [int.MaxValue]);
            Assert.Equal(whole, Build(story.Rows, c.Sizes));
            Assert.Equal(whole, Build(story.Rows, [1]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Fact]
    public async Task Deleted_tables_come_back_equal()
    {
        Random random = new(7);
        Story story = RandomHistory.Of(Enumerable.Range(0, 500).Select(_ => random.Next()));
        using TempFolder folder = new();
        MemoryJournal journal = new();
        await using (ReportingRoom room = await ReportingRoom.StartAsync(folder.Path, journal: journal))
        {
            foreach (JournalEntry[] some in story.Rows.Chunk(3))
            {
                journal.Add(some);
                await room.CaughtUpAsync();
            }
        }

        string before = Database.Dump(folder.File);
        File.Delete(folder.File);
        await using (ReportingRoom room = await ReportingRoom.StartAsync(folder.Path, journal: journal)) await room.CaughtUpAsync();

        Assert.Equal(before, Database.Dump(folder.File));
        Assert.Contains("== messages", before, StringComparison.Ordinal);
    }

    // The dump, and what the full text finds: its own tables depend on when segments were written.
    private static string Build(List<JournalEntry> rows, int[] sizes)
    {
        using TempFolder folder = new();
        ReportingDatabase database = new(Options.Create(new ReportingOptions { DataDirectory = folder.Path }));
        using (ProjectionWriter writer = new ProjectionFile(database, new MemoryJournal(), TimeProvider.System, NullLogger<Projector>.Instance)
            .OpenAsync(default).GetAwaiter().GetResult())
        {
            int done = 0;
            for (int batch = 0; done < rows.Count; batch++)
            {
                int size = Math.Min(sizes[batch % sizes.Length], rows.Count - done);
                RowBatch decoded = RowDecoder.Decode(rows.GetRange(done, size), default);
                Assert.Null(decoded.Failure);
                writer.Apply(decoded.Rows, decoded.Last!.Value, default);
                done += size;
            }
        }

        return Database.Dump(folder.File) + string.Join('\n', new[] { "word1", "edited", "more", "text" }.Select(word => string.Join(
            ' ', Database.Query(folder.File, "SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?1 ORDER BY rowid", word).Select(r => r["rowid"]))));
    }
}
