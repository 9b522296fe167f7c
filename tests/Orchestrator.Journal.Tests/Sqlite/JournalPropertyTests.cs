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

    [Fact]
    public void Random_appends_leave_what_the_model_holds()
    {
        Property property = Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
            Task.Run(() => RunAsync(steps)).GetAwaiter().GetResult());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), property);
    }

    private static async Task<bool> RunAsync(IEnumerable<Step> steps)
    {
        using TemporaryFolder folder = new();
        SqliteNode node = await SqliteNode.OpenAsync(folder.FullPath);
        Model model = new();
        try
        {
            foreach (Step step in steps)
            {
                if (step.Kind == StepKind.Reopen)
                {
                    await node.DisposeAsync();
                    node = await SqliteNode.OpenAsync(folder.FullPath);
                    continue;
                }

                JournalAppend[] rows = model.RowsOf(step);
                Assert.Equal(model.Accepts(rows), await AppendAsync(node.Journal, rows));
            }

            Assert.Equal(model.Entries, await node.Journal.ReadToEndAsync(pageRows: 3));
            foreach (IGrouping<string, JournalEntry> grain in model.Entries.GroupBy(entry => entry.Grain))
                Assert.Equal(grain, await node.Journal.ReadGrainAsync(grain.Key, 1, int.MaxValue, CancellationToken.None));
            return true;
        }
        finally
        {
            await node.DisposeAsync();
        }
    }

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
