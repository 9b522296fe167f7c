using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Journal.Tests;

/// <summary>Whatever is appended, in whatever order, the journal holds what a list in memory would hold.</summary>
public abstract class JournalPropertyContract
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

    /// <summary>A store of one run, new and empty, that can be opened again and again.</summary>
    protected interface IStore : IAsyncDisposable
    {
        Task<IJournal> OpenAsync();

        Task CloseAsync();
    }

    /// <summary>Checks random runs, each on a store of its own.</summary>
    protected static void CheckRuns(int runs, int longest, Func<Task<IStore>> create)
    {
        Property property = Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
            Task.Run(() => RunAsync(steps, create)).GetAwaiter().GetResult());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(runs).WithEndSize(longest), property);
    }

    private static async Task<bool> RunAsync(IEnumerable<Step> steps, Func<Task<IStore>> create)
    {
        await using IStore store = await create();
        IJournal journal = await store.OpenAsync();
        Model model = new();
        foreach (Step step in steps)
        {
            if (step.Kind == StepKind.Reopen)
            {
                await store.CloseAsync();
                journal = await store.OpenAsync();
                continue;
            }

            JournalAppend[] rows = model.RowsOf(step);
            IReadOnlyList<long>? positions = await AppendAsync(journal, rows);
            Assert.Equal(model.Accepts(rows), positions is not null);
            model.Add(rows, positions);
        }

        Assert.Equal(model.Entries.Select(entry => entry.Position).Order().Distinct(), model.Entries.Select(entry => entry.Position));
        Assert.Equal(model.Entries, await journal.ReadToEndAsync(pageRows: 3));
        foreach (IGrouping<string, JournalEntry> grain in model.Entries.GroupBy(entry => entry.Grain))
            await AssertReadsAsync(journal, [.. grain]);
        return true;
    }

    private static async Task AssertReadsAsync(IJournal journal, IReadOnlyList<JournalEntry> rows)
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

    private static async Task<IReadOnlyList<long>?> AppendAsync(IJournal journal, JournalAppend[] rows)
    {
        try
        {
            return rows is [JournalAppend single]
                ? [await journal.AppendAsync(single, CancellationToken.None).SoonAsync()]
                : await journal.AppendAsync(rows, CancellationToken.None).SoonAsync();
        }
        catch (JournalConflictException)
        {
            return null;
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
            return rows.All(row => used.Add((row.Grain, row.Sequence)));
        }

        public void Add(JournalAppend[] rows, IReadOnlyList<long>? positions)
        {
            foreach ((JournalAppend row, long position) in rows.Zip(positions ?? []))
            {
                int grain = row.Grain[^1] - '0';
                (_last[grain], _next[grain]) = (row.Sequence, row.Sequence + row.EventCount);
                Entries.Add(new JournalEntry(position, row.Grain, row.Sequence, row.Type, row.Payload, row.Metadata, row.At));
            }
        }

        private JournalAppend Next(int grain, int events) => Rows.Row($"grain-{grain}", _next[grain], events);

        // What an activation would try that has missed the grain's last row.
        private JournalAppend Stale(int grain, int events) => Rows.Row($"grain-{grain}", _last[grain], events);
    }
}
