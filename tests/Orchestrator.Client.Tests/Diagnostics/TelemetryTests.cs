using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orchestrator.Client.Diagnostics;
using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Client.Tests.Diagnostics;

public sealed class TelemetryTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    [Fact]
    public async Task A_task_has_a_span_and_a_duration_and_what_its_handler_sends_belongs_to_it()
    {
        TaskBoardId board = TaskBoardId.Parse($"b{Guid.NewGuid():N}");
        var spans = new ConcurrentBag<Activity>();
        var outcomes = new ConcurrentBag<string?>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ClientTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Name == "orchestrator.client.task.duration") it.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) => outcomes.Add(tags[0].Value as string));
        meters.Start();
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "traced" });
        TaskView task = await agent.CreateTaskAsync(new() { Title = "traced", Board = board });
        using var stop = new CancellationTokenSource();

        Task working = agent.HandleTasksAsync(
            async (_, token) => await agent.SendAsync(agent.AgentId, "progress", cancellationToken: token), new() { Board = board }, stop.Token);
        await Eventually.TrueAsync(() => spans.Any(span => span.GetTagItem("orchestrator.task.id") as string == task.Id.Value), "the span ended");
        await stop.CancelAsync();
        await working;

        Activity work = Assert.Single(spans, span => span.GetTagItem("orchestrator.task.id") as string == task.Id.Value);
        Assert.Equal("execute_task", work.OperationName);
        Assert.Contains(spans, span => span.ParentSpanId == work.SpanId && span.OperationName.StartsWith("send", StringComparison.Ordinal));
        Assert.Contains("ok", outcomes);
    }
}
