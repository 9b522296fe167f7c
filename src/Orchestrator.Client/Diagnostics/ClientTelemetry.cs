using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orchestrator.Client.Diagnostics;

/// <summary>
/// The client's traces and numbers. Names follow the OpenTelemetry semantic conventions for messaging and agents where
/// these have one.
/// </summary>
public static class ClientTelemetry
{
    /// <summary>The name of the activity source and of the meter, for the telemetry's set-up.</summary>
    public const string Name = "Orchestrator.Client";

    private const string MessagingSystem = "orchestrator";

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

    internal static Activity? Register(string name) =>
        Source.StartActivity("create_agent", ActivityKind.Client)
            ?.SetTag("gen_ai.operation.name", "create_agent")
            .SetTag("gen_ai.agent.name", name);

    internal static Activity? Heartbeat(string agentId) =>
        Source.StartActivity("heartbeat", ActivityKind.Client)?.SetTag("gen_ai.agent.id", agentId);

    internal static Activity? Messaging(string operation, string type, ActivityKind kind, string agentId) =>
        Source.StartActivity($"{operation} {agentId}", kind)
            ?.SetTag("messaging.system", MessagingSystem)
            .SetTag("messaging.operation.name", operation)
            .SetTag("messaging.operation.type", type)
            .SetTag("gen_ai.agent.id", agentId);

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
