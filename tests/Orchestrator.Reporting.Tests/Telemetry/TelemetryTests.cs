using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orchestrator.Reporting.Telemetry;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Telemetry;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_sampled_command_s_trace_shows_when_its_rows_were_projected()
    {
        ActivityTraceId sampled = ActivityTraceId.CreateRandom();
        ActivityTraceId unsampled = ActivityTraceId.CreateRandom();
        ActivityTraceId later = ActivityTraceId.CreateRandom();
        ConcurrentQueue<Activity> spans = [];
        using ActivityListener listener = Listen(spans);
        Story story = new Story { TraceParent = $"00-{sampled}-00f067aa0ba902b7-01" }.StartSession("s1");
        story.TraceParent = $"00-{unsampled}-00f067aa0ba902b7-00";
        story.StartSession("s2");
        story.TraceParent = "nonsense";
        story.StartSession("s3");
        story.Row("mailbox/a", "messages-acknowledged", "[]", $$"""{"later":[{"firstEvent":1,"traceParent":"00-{{later}}-00f067aa0ba902b7-01"}]}""");
        story.Row("mailbox/a", "messages-acknowledged", "[]", """{"traceParent":7}""");

        await using (ReportingRoom room = await ReportingRoom.OfAsync(story)) Assert.Equal(5, room.Progress.Position);

        Activity own = Assert.Single(spans, span => span.TraceId == sampled);
        Assert.Equal(("project session-created", "00f067aa0ba902b7"), (own.OperationName, own.ParentSpanId.ToString()));
        Assert.Equal(1L, own.GetTagItem("orchestrator.journal.position"));
        Assert.Equal("project messages-acknowledged", Assert.Single(spans, span => span.TraceId == later).OperationName);
        Assert.DoesNotContain(spans, span => span.TraceId == unsampled);
        Assert.Contains(spans, span => span.OperationName == "project batch" && span.Links.Any(link => link.Context.TraceId == sampled));
    }

    [Fact]
    public async Task Tables_built_anew_show_in_no_trace_of_long_ago()
    {
        ActivityTraceId old = ActivityTraceId.CreateRandom();
        ActivityTraceId recent = ActivityTraceId.CreateRandom();
        ConcurrentQueue<Activity> spans = [];
        using ActivityListener listener = Listen(spans);
        Story story = new Story { Now = Story.Begin - TimeSpan.FromMinutes(6), TraceParent = $"00-{old}-00f067aa0ba902b7-01" }.StartSession("s1");
        (story.Now, story.TraceParent) = (Story.Begin - TimeSpan.FromMinutes(4), $"00-{recent}-00f067aa0ba902b7-01");
        story.StartSession("s2");

        await using (ReportingRoom room = await ReportingRoom.OfAsync(story)) Assert.Equal(2, room.Progress.Position);

        Assert.Single(spans, span => span.TraceId == recent);
        Assert.DoesNotContain(spans, span => span.TraceId == old || span.Links.Any(link => link.Context.TraceId == old));
    }

    [Fact]
    public async Task Metrics_say_what_was_applied_and_how_far_it_is()
    {
        ConcurrentDictionary<string, double> sums = [];
        using MeterListener listener = new();
        await using ReportingRoom room = await ReportingRoom.StartAsync();
        IMeterFactory own = room.Get<IMeterFactory>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == ReportingTelemetry.Name && instrument.Meter.Scope == own) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();

        room.Memory.Add(new Story().StartSession("s1").Register("a").Beat("a").Rows);
        await room.CaughtUpAsync();
        await room.StopAsync();
        listener.RecordObservableInstruments();

        Assert.Equal((4.0, 3.0), (sums["orchestrator.reporting.events.applied"], sums["orchestrator.reporting.batch.size"]));
        Assert.Equal((3.0, 0.0, 0.0), (sums["orchestrator.reporting.position"], sums["orchestrator.reporting.lag.rows"], sums["orchestrator.reporting.lag"]));
        Assert.True(sums["orchestrator.reporting.batch.duration"] > 0);
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ReportingTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
