using System.Collections.Concurrent;
using System.Diagnostics;
using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Postgres;

public sealed class PostgresTelemetryTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Commits_rows_bytes_sizes_durations_and_conflicts_are_counted()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using PostgresNode node = PostgresNode.Create(database);
        using Meters meters = new(node.Services);
        await node.Journal.OpenAsync(None);
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();
        await node.Journal.AppendAsync([Rows.Row("a", 2), Rows.Row("b", 1)], None).SoonAsync();
        await Assert.ThrowsAsync<JournalConflictException>(() => node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync());

        await node.Journal.DisposeAsync(); // The last commit's numbers come after its answer.

        Assert.Equal(3, meters.Sum("orchestrator.journal.commits"));
        Assert.Equal(3, meters.Sum("orchestrator.journal.rows"));
        Assert.InRange(meters.Sum("orchestrator.journal.bytes"), 100, 1_000);
        Assert.Equal(3, meters.Count("orchestrator.journal.commit.duration"));
        Assert.Equal(1, meters.Sum("orchestrator.journal.conflicts"));
        Assert.Equal(0, meters.Sum("orchestrator.journal.failures"));
    }

    [Fact]
    public async Task An_append_is_a_span_in_its_callers_trace_and_the_commit_links_to_it()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        ConcurrentQueue<Activity> spans = new();
        using ActivitySource caller = new("PostgreSQL journal test caller");
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == JournalTelemetry.Name || source == caller,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        ActivityTraceId trace;
        await using (PostgresNode node = await PostgresNode.OpenAsync(database))
        {
            using Activity call = caller.StartActivity("call")!;
            trace = call.TraceId;
            await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();
        }

        Activity append = Assert.Single(spans, span => span.TraceId == trace && span.OperationName == "journal append");
        Activity commit = Assert.Single(spans, span => span.Links.Any(link => link.Context.SpanId == append.SpanId));
        Assert.Equal("journal commit", commit.OperationName);
        Assert.All([append, commit], span => Assert.Equal("postgresql", span.GetTagItem("db.system.name")));
        Assert.NotEqual(trace, commit.TraceId);
    }
}
