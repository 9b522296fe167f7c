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

    [Fact]
    public async Task What_receives_a_message_links_to_the_trace_in_which_it_was_sent()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is ClientTelemetry.Name or "Microsoft.Orleans.Application",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "linked" });
        await agent.SendAsync(agent.AgentId, "follow me");
        using var stop = new CancellationTokenSource();

        Task handling = agent.HandleMessagesAsync((_, _) => Task.CompletedTask, stopping: stop.Token);
        await Eventually.TrueAsync(() => spans.Any(span => span.OperationName == $"process {agent.AgentId}"), "the message was processed");
        await stop.CancelAsync();
        await handling;

        Activity sent = Assert.Single(spans, span => span.OperationName == $"send {agent.AgentId}");
        Assert.All((string[])["receive", "process"], operation =>
        {
            Activity received = Assert.Single(spans, span => span.OperationName == $"{operation} {agent.AgentId}");
            Assert.NotEqual(sent.TraceId, received.TraceId);
            ActivityLink link = Assert.Single(received.Links);
            Assert.Equal((sent.TraceId, true), (link.Context.TraceId, link.Context.IsRemote));
            Assert.Contains(spans, span => span.SpanId == link.Context.SpanId && span.OperationName.Contains("SendDirect", StringComparison.Ordinal));
        });
    }
}
