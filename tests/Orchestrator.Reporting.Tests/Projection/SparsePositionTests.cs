using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Journal;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Projection;

/// <summary>A journal whose positions have gaps, such as that on PostgreSQL.</summary>
public sealed class SparsePositionTests
{
    private const long Spacing = 1 << 12;

    [Fact]
    public async Task Tables_go_on_from_where_they_are_and_count_no_gap_as_lag()
    {
        using TempFolder folder = new();
        MemoryJournal journal = new(Spacing);
        Story story = new();
        for (int i = 0; i < 20; i++) story.StartSession($"s{i}");
        journal.Add(story.Rows[..10]);
        await using (ReportingRoom room = await ReportingRoom.StartAsync(folder.Path, journal: journal)) await room.CaughtUpAsync();
        journal.Add(story.Rows[10..]);

        await using ReportingRoom again = await ReportingRoom.StartAsync(folder.Path, journal: journal);
        await again.CaughtUpAsync();

        Assert.Equal(20L, again.Scalar("SELECT count(*) FROM sessions"));
        Assert.Equal(20 * Spacing, again.Progress.Position);
        Assert.Equal((0L, TimeSpan.Zero), (again.Progress.Status.Lag!.Value, again.Progress.Status.LagTime));
        Assert.DoesNotContain(again.Log.Entries, entry => entry.Text.Contains("from the beginning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Query_waits_for_a_position_that_another_process_wrote()
    {
        await using ReportingRoom room = await ReportingRoom.StartAsync(journal: new MemoryJournal(Spacing));
        Task wait = room.Progress.WaitForAsync(2 * Spacing, ReportingRoom.Patience, default);
        Story story = new Story().StartSession("s1").StartSession("s2");
        room.Memory.Add(story.Rows[..1]);
        await room.CaughtUpAsync();
        Assert.False(wait.IsCompleted);

        room.Memory.Add(story.Rows[1..]);
        await wait;

        Assert.NotNull(await room.Sessions.GetAsync(SessionId.Parse("s2"), default));
    }

    [Fact]
    public async Task Lag_is_the_age_of_the_oldest_row_that_is_missing_and_no_number_of_rows()
    {
        MemoryJournal journal = new(Spacing);
        await using ReportingRoom room = await ReportingRoom.StartAsync(journal: journal);
        Story story = new Story().StartSession("s1").StartSession("s2");
        journal.Add(story.Rows);
        await room.CaughtUpAsync();
        journal.Add(story.Rows[..1].Select(row => row with { Payload = "[1]" })); // can't be applied
        using var patience = new CancellationTokenSource(ReportingRoom.Patience);
        while (room.Progress.Status.State != ProjectionState.Stalled) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);

        room.Time.Now = story.Rows[1].At + TimeSpan.FromMinutes(7);

        ProjectionStatus status = room.Progress.Status;
        Assert.True(status.IsBehind);
        Assert.Null(status.Lag);
        Assert.Equal(TimeSpan.FromMinutes(7), status.LagTime);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Transaction_is_gathered_whole(int batchRows)
    {
        MemoryJournal journal = new(Spacing);
        journal.Add([.. Together("x", 3), .. Together("y", 2), .. Together("z", 5)]);
        IOptions<ReportingOptions> options = Options.Create(new ReportingOptions { BatchRows = batchRows, GatherTime = TimeSpan.Zero });
        var tail = new ReadAhead(
            journal, new ProjectionPace(options, TimeProvider.System), new ProjectionProgress(journal, TimeProvider.System), options, TimeProvider.System);

        List<long> ends = [];
        await foreach (RowBatch batch in tail.ReadAsync(0, CancellationToken.None))
        {
            ends.Add(batch.Last!.Value.Position / Spacing);
            if (ends[^1] == 10) break;
        }

        Assert.Subset(new HashSet<long> { 3, 5, 10 }, ends.ToHashSet());
    }

    private static IEnumerable<JournalEntry> Together(string id, int rows) => Enumerable.Range(0, rows).Select(index =>
        new Story().StartSession($"{id}{index}").Rows[0] with
        {
            Metadata = $$$"""{"transaction":{"id":"{{{id}}}","rows":{{{rows}}},"index":{{{index}}}}}""",
        });
}
