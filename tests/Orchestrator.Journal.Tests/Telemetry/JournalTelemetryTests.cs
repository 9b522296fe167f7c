using System.Collections.Concurrent;
using System.Diagnostics;

namespace Orchestrator.Journal.Tests.Telemetry;

public sealed class JournalTelemetryTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commits_rows_bytes_sizes_durations_conflicts_and_failures_are_counted()
    {
        await using SqliteNode node = SqliteNode.Create(_folder.FullPath, options => options.BusyTimeout = TimeSpan.Zero);
        using Meters meters = new(node.Services);
        await node.Journal.OpenAsync(None);
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();
        await node.Journal.AppendAsync([Rows.Row("a", 2), Rows.Row("b", 1)], None).SoonAsync();
        await Assert.ThrowsAsync<JournalConflictException>(() => node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync());
        await using (Database shell = await Database.OpenAsync(_folder.File("journal.db")))
        {
            await shell.ExecuteAsync("BEGIN IMMEDIATE");
            await Assert.ThrowsAsync<JournalUnavailableException>(
                () => node.Journal.AppendAsync(Rows.Row("a", 3), None).SoonAsync());
        }

        await node.Journal.DisposeAsync(); // The last commit's numbers come after its answer.

        Assert.Equal(3, meters.Sum("orchestrator.journal.commits"));
        Assert.Equal(3, meters.Sum("orchestrator.journal.rows"));
        Assert.InRange(meters.Sum("orchestrator.journal.bytes"), 100, 1_000);
        Assert.Equal(3, meters.Count("orchestrator.journal.commit.size"));
        Assert.Equal(3, meters.Count("orchestrator.journal.commit.duration"));
        Assert.InRange(meters.Sum("orchestrator.journal.commit.duration"), double.Epsilon, 60);
        Assert.Equal(1, meters.Sum("orchestrator.journal.conflicts"));
        Assert.Equal(1, meters.Sum("orchestrator.journal.failures"));
    }

    [Fact]
    public async Task An_append_is_a_span_in_its_callers_trace_and_the_commit_links_to_it()
    {
        ConcurrentQueue<Activity> spans = new();
        using ActivitySource caller = new("journal test caller");
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == JournalTelemetry.Name || source == caller,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        ActivityTraceId trace;
        await using (SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath))
        {
            using Activity call = caller.StartActivity("call")!;
            trace = call.TraceId;
            await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();
            await Assert.ThrowsAsync<JournalConflictException>(
                () => node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync());
        }

        Activity[] appends = [.. spans.Where(span => span.TraceId == trace && span.OperationName == "journal append")];
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], appends.Select(span => span.Status));
        foreach (Activity append in appends)
        {
            Activity commit = Assert.Single(
                spans, span => span.Links.Any(link => link.Context.SpanId == append.SpanId));
            Assert.Equal("journal commit", commit.OperationName);
            Assert.NotEqual(trace, commit.TraceId);
        }
    }
}
