using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Client.Diagnostics;

/// <summary>
/// The client's traces and numbers. Names follow the OpenTelemetry semantic conventions for messaging and agents where
/// these have one.
/// </summary>
/// <remarks>
/// Spans: <c>create_agent</c>, <c>heartbeat</c>, <c>send</c>, <c>receive</c>, <c>ack</c>, <c>nack</c>, <c>fail</c>, and around the
/// handlers of <see cref="AgentConnection.HandleMessagesAsync"/> and <see cref="AgentConnection.HandleTasksAsync"/>
/// <c>process</c> and <c>execute_task</c>. <c>receive</c> and <c>process</c> link to the traces in which the messages were sent. Their W3C trace context goes with each call to the host, which keeps it in the
/// journal. Instruments: <c>messaging.client.sent.messages</c>, <c>messaging.client.consumed.messages</c>,
/// <c>messaging.process.duration</c>, <c>orchestrator.client.task.duration</c>, <c>orchestrator.client.leases.lost</c>,
/// <c>orchestrator.client.call.duration</c>, <c>orchestrator.client.retries</c>, <c>orchestrator.client.connection.changes</c>.
/// </remarks>
public static class ClientTelemetry
{
    /// <summary>The name of the activity source and of the meter, for the telemetry's set-up.</summary>
    public const string Name = "Orchestrator.Client";

    private const string MessagingSystem = "orchestrator";
    private const int MaxLinks = 128;

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Sent =
        Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Messages acknowledged as sent");

    private static readonly Counter<long> Consumed =
        Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Messages received");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "orchestrator.client.call.duration", "s", "Calls to the host, each attempt by itself");

    private static readonly Counter<long> Retries =
        Meter.CreateCounter<long>("orchestrator.client.retries", "{call}", "Calls that were made again");

    private static readonly Counter<long> States = Meter.CreateCounter<long>(
        "orchestrator.client.connection.changes", "{change}", "Changes of agents' connection states");

    private static readonly Counter<long> Losses = Meter.CreateCounter<long>(
        "orchestrator.client.leases.lost", "{lease}", "Leases that ended while something worked under them");

    private static readonly Histogram<double> Processing =
        Meter.CreateHistogram<double>("messaging.process.duration", "s", "Handlers of messages");

    private static readonly Histogram<double> Working =
        Meter.CreateHistogram<double>("orchestrator.client.task.duration", "s", "Handlers of tasks");

    internal static Activity? Register(string name) =>
        Source.StartActivity("create_agent", ActivityKind.Client)
            ?.SetTag("gen_ai.operation.name", "create_agent")
            .SetTag("gen_ai.agent.name", name);

    internal static Activity? Heartbeat(string agentId) =>
        Source.StartActivity("heartbeat", ActivityKind.Client)?.SetTag("gen_ai.agent.id", agentId);

    internal static Activity? Messaging(
        string operation, string type, ActivityKind kind, string agentId, IEnumerable<ActivityLink>? links = null) =>
        Source.StartActivity($"{operation} {agentId}", kind, parentContext: default, links: links)
            ?.SetTag("messaging.system", MessagingSystem)
            .SetTag("messaging.operation.name", operation)
            .SetTag("messaging.operation.type", type)
            .SetTag("gen_ai.agent.id", agentId);

    internal static Activity? Receive(string agentId, IReadOnlyList<InboxItem> items) =>
        Messaging("receive", "receive", ActivityKind.Consumer, agentId, Senders(items.Select(item => item.Message)))
            ?.SetTag("messaging.batch.message_count", items.Count);

    internal static Activity? Process(string agentId, MessageView message) =>
        Messaging("process", "process", ActivityKind.Consumer, agentId, Senders([message]))?.SetTag("messaging.message.id", message.Id.Value);

    // A receiver's span is in a trace of its own, since it may stand for messages of many; links lead to the senders'.
    private static ActivityLink[] Senders(IEnumerable<MessageView> messages) => Source.HasListeners()
        ? [.. messages
            .Select(message => ActivityContext.TryParse(message.TraceParent, traceState: null, isRemote: true, out ActivityContext sender) ? sender : default)
            .Where(sender => sender != default)
            .Distinct()
            .Take(MaxLinks)
            .Select(sender => new ActivityLink(sender))]
        : [];

    internal static Activity? ExecuteTask(string agentId, string taskId) =>
        Source.StartActivity("execute_task", ActivityKind.Consumer)
            ?.SetTag("gen_ai.agent.id", agentId)
            .SetTag("orchestrator.task.id", taskId);

    internal static void Processed(string outcome, TimeSpan duration) => Processing.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("messaging.system", MessagingSystem),
        new KeyValuePair<string, object?>("outcome", outcome));

    internal static void Worked(string outcome, TimeSpan duration) =>
        Working.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    internal static void LeaseLost(string kind) => Losses.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal static void Called(string operation, string outcome, TimeSpan duration) => Duration.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("operation", operation),
        new KeyValuePair<string, object?>("outcome", outcome));

    internal static void Repeated(string operation) =>
        Retries.Add(1, new KeyValuePair<string, object?>("operation", operation));

    internal static void MessageSent() => Sent.Add(1, new KeyValuePair<string, object?>("messaging.system", MessagingSystem));

    internal static void MessagesReceived(int count) =>
        Consumed.Add(count, new KeyValuePair<string, object?>("messaging.system", MessagingSystem));

    internal static void StateChanged(string agentId, ConnectionState previous, ConnectionState current)
    {
        States.Add(1, new KeyValuePair<string, object?>("state", current.ToString()));
        Activity.Current?.AddEvent(new ActivityEvent("connection state changed", tags: new ActivityTagsCollection
        {
            ["gen_ai.agent.id"] = agentId,
            ["previous"] = previous.ToString(),
            ["current"] = current.ToString(),
        }));
    }

    internal static void Fail(Activity? activity, Exception exception) =>
        activity?.SetStatus(ActivityStatusCode.Error, exception.Message).AddException(exception);
}
