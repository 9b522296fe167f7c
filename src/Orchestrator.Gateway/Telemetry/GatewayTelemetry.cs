using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orchestrator.Gateway.Problems;

namespace Orchestrator.Gateway.Telemetry;

/// <summary>
/// What the gateway measures beside ASP.NET Core's own request spans and durations.
/// </summary>
internal static class GatewayTelemetry
{
    /// <summary>The name of the source and the meter.</summary>
    public const string Name = "Orchestrator.Gateway";

    /// <summary>Spans of what a request waits for.</summary>
    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> CommandCount = Meter.CreateCounter<long>(
        "orchestrator.gateway.commands", "{command}", "Commands that came in, by operation.");

    private static readonly Counter<long> RefusalCount = Meter.CreateCounter<long>(
        "orchestrator.gateway.refusals", "{request}", "Requests refused or failed, by problem code.");

    /// <summary>A command came in.</summary>
    public static void Command(string operation) =>
        CommandCount.Add(1, new KeyValuePair<string, object?>("orchestrator.operation", operation));

    /// <summary>A request was refused or failed.</summary>
    public static void Refused(Problem problem)
    {
        RefusalCount.Add(1, new KeyValuePair<string, object?>("orchestrator.problem.code", problem.Code));
        if (Activity.Current is not { IsAllDataRequested: true } activity) return;
        activity.SetTag("orchestrator.problem.code", problem.Code);
        activity.SetTag("orchestrator.problem.field", problem.Field);
    }
}
