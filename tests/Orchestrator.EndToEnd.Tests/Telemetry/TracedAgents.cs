using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orchestrator.Client;
using Orchestrator.Client.Diagnostics;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Telemetry;

/// <summary>Two agents of one process, which exports what its client does as an owner would set it up.</summary>
internal static class TracedAgents
{
    /// <summary>The name of the agents' service.</summary>
    public const string Service = "agents";

    /// <summary>The agent that sends.</summary>
    public static AgentId Sender { get; } = AgentId.Parse("tracer");

    /// <summary>The agent that receives.</summary>
    public static AgentId Receiver { get; } = AgentId.Parse("traced");

    /// <summary>Sends one message and has it processed; all spans are exported when it returns.</summary>
    public static async Task SendAndProcessAsync(Uri collector, Action<OrchestratorClientOptions> configure)
    {
        using TracerProvider _ = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService(Service))
            .AddSource(ClientTelemetry.Name, "Microsoft.Orleans.Application")
            .AddOtlpExporter(otlp => (otlp.Protocol, otlp.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri(collector, "v1/traces")))
            .Build();
        await using OrchestratorConnection connection = await OrchestratorConnection.OpenAsync(configure);
        await using AgentConnection sender = await connection.RegisterAsync(new RegisterAgent { Id = Sender, Name = "Tracer" });
        await using AgentConnection receiver = await connection.RegisterAsync(new RegisterAgent { Id = Receiver, Name = "Traced" });
        await sender.SendAsync(Receiver, "follow me");
        using var stop = new CancellationTokenSource();
        bool processed = false;
        Task handling = receiver.HandleMessagesAsync(
            (_, _) =>
            {
                Volatile.Write(ref processed, true);
                return Task.CompletedTask;
            },
            stopping: stop.Token);
        await Eventually.IsTrueAsync(() => Volatile.Read(ref processed), "the message is processed");
        await stop.CancelAsync();
        await handling;
    }
}
