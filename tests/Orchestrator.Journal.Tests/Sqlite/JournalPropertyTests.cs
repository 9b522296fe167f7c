using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Journal.Tests.Sqlite;

/// <summary>Whatever is appended, in whatever order, the journal holds what a list in memory would hold.</summary>
public sealed class JournalPropertyTests
{
    private const int Grains = 4;

    private static readonly Gen<Step> Steps =
        from kind in Gen.Elements(StepKind.Append, StepKind.Append, StepKind.Together, StepKind.Stale, StepKind.TogetherStale, StepKind.Reopen)
        from grain in Gen.Choose(0, Grains - 1)
        from other in Gen.Choose(0, Grains - 1)
        from events in Gen.Choose(1, 4)
        select new Step(kind, grain, other, events);

    private enum StepKind
    {
        Append,
        Together,
        Stale,
        TogetherStale,
        Reopen,
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(50)]
    public void Random_appends_leave_what_the_model_holds(int gatherRows)
    {
        Property property = Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
            Task.Run(() => RunAsync(steps, gatherRows)).GetAwaiter().GetResult());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30).WithEndSize(150), property);
    }

    private static async Task<bool> RunAsync(IEnumerable<Step> steps, int gatherRows)
    {
        using TemporaryFolder folder = new();
        Action<JournalOptions> configure = options => options.GatherRows = gatherRows;
        SqliteNode node = await SqliteNode.OpenAsync(folder.FullPath, configure);
        Model model = new();
        try
        {
            foreach (Step step in steps)
            {
                if (step.Kind == StepKind.Reopen)
                {
                    await node.DisposeAsync();
                    node = await SqliteNode.OpenAsync(folder.FullPath, configure);
                    continue;
                }

                JournalAppend[] rows = model.RowsOf(step);
                Assert.Equal(model.Accepts(rows), await AppendAsync(node.Journal, rows));
            }

            Assert.Equal(model.Entries, await node.Journal.ReadToEndAsync(pageRows: 3));
            foreach (IGrouping<string, JournalEntry> grain in model.Entries.GroupBy(entry => entry.Grain))
                await AssertReadsAsync(node.Journal, [.. grain]);
            return true;
        }
        finally
        {
            await node.DisposeAsync();
        }
    }

    private static async Task AssertReadsAsync(SqliteJournal journal, IReadOnlyList<JournalEntry> rows)
    {
        string grain = rows[0].Grain;
        Assert.Equal(rows, await journal.ReadGrainAsync(grain, 1, int.MaxValue, CancellationToken.None));
        long end = rows[^1].Sequence + EventsOf(rows[^1]);
        for (long from = 1; from <= end; from += 3)
        {
            IEnumerable<JournalEntry> expected = rows.SkipWhile(row => row.Sequence + EventsOf(row) <= from).Take(4);
            Assert.Equal(expected, await journal.ReadGrainAsync(grain, from, 4, CancellationToken.None));
        }
    }

    private static int EventsOf(JournalEntry row) => JsonDocument.Parse(row.Payload.ToString()).RootElement.GetArrayLength();

    private static async Task<bool> AppendAsync(SqliteJournal journal, JournalAppend[] rows)
    {
        try
        {
            if (rows is [JournalAppend single])
                await journal.AppendAsync(single, CancellationToken.None).SoonAsync();
            else
                await journal.AppendAsync(rows, CancellationToken.None).SoonAsync();
            return true;
        }
        catch (JournalConflictException)
        {
            return false;
        }
    }

    private sealed record Step(StepKind Kind, int Grain, int Other, int Events);

    private sealed class Model
    {
        private readonly long[] _next = [1, 1, 1, 1];
        private readonly long[] _last = [1, 1, 1, 1];

        public List<JournalEntry> Entries { get; } = [];

        public JournalAppend[] RowsOf(Step step) => step.Kind switch
        {
            StepKind.Append => [Next(step.Grain, step.Events)],
            StepKind.Stale => [Stale(step.Grain, step.Events)],
            StepKind.Together => [Next(step.Grain, step.Events), Next((step.Grain + 1) % Grains, 1)],
            _ => [Next(step.Grain, step.Events), Stale(step.Other, 1)],
        };

        public bool Accepts(JournalAppend[] rows)
        {
            HashSet<(string, long)> used = [.. Entries.Select(entry => (entry.Grain, entry.Sequence))];
            if (!rows.All(row => used.Add((row.Grain, row.Sequence))))
                return false;
            foreach (JournalAppend row in rows)
            {
                int grain = row.Grain[^1] - '0';
                (_last[grain], _next[grain]) = (row.Sequence, row.Sequence + row.EventCount);
                Entries.Add(new JournalEntry(
                    Entries.Count + 1, row.Grain, row.Sequence, row.Type, row.Payload, row.Metadata, row.At));
            }

            return true;
        }

        private JournalAppend Next(int grain, int events) => Rows.Row($"grain-{grain}", _next[grain], events);

        // What an activation would try that has missed the grain's last row.
        private JournalAppend Stale(int grain, int events) => Rows.Row($"grain-{grain}", _last[grain], events);
    }
}
