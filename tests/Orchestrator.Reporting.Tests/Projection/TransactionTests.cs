using Microsoft.Extensions.Options;
using Orchestrator.Journal;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Projection;

/// <summary>What became true in one append becomes visible in one batch, however small the batches are.</summary>
public sealed class TransactionTests
{
    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(2, 1_000_000)]
    [InlineData(3, 1_000_000)]
    [InlineData(1_000, 1)]
    [InlineData(1_000, 300)]
    public async Task Transaction_is_never_cut_into_two_batches(int rows, int bytes)
    {
        MemoryJournal journal = new();
        journal.Add(
        [
            .. Single("s1"),
            .. Together("x", "s2", "s3", "s4"),
            .. Single("s5"),
            .. Together("y", "s6", "s7"),
            .. Together("z", "s8", "s9", "s10", "s11", "s12"),
        ]);
        HashSet<long> wholeAt = [1, 4, 5, 7, 12];

        List<long> ends = [];
        await foreach (RowBatch batch in Read(journal, rows, bytes))
        {
            ends.Add(batch.Last!.Value.Position);
            if (ends[^1] == journal.LastPosition) break;
        }

        Assert.Subset(wholeAt, ends.ToHashSet());
        if (rows == 1) Assert.Equal(wholeAt.Order(), ends);
    }

    private static IAsyncEnumerable<RowBatch> Read(MemoryJournal journal, int rows, int bytes)
    {
        IOptions<ReportingOptions> options = Options.Create(new ReportingOptions { BatchRows = rows, BatchBytes = bytes, GatherTime = TimeSpan.Zero });
        var progress = new ProjectionProgress(journal, TimeProvider.System);
        return new ReadAhead(journal, new ProjectionPace(options, TimeProvider.System), progress, options, TimeProvider.System)
            .ReadAsync(0, CancellationToken.None);
    }

    private static List<JournalEntry> Single(string session) => new Story().StartSession(session).Rows;

    private static IEnumerable<JournalEntry> Together(string id, params string[] sessions) => sessions.Select((session, index) =>
        Single(session)[0] with
        {
            Metadata = $$$"""{"transaction":{"id":"{{{id}}}","rows":{{{sessions.Length}}},"index":{{{index}}}}}""",
        });
}
