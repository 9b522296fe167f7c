using OpenTelemetry.Resources;

namespace Orchestrator.Host.Telemetry;

/// <summary>Says in traces and metrics which process they are of.</summary>
internal static class ServiceResource
{
    private const string ServiceName = "OTEL_SERVICE_NAME";

    /// <summary>
    /// Names the service by its role and the process by an id that no other has, its machine and its number there.
    /// <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> win.
    /// </summary>
    /// <param name="configuration">Where a file may have the service's name too.</param>
    /// <param name="role">What the process is.</param>
    public static ResourceBuilder Describe(IConfiguration configuration, HostRole role) => ResourceBuilder
        .CreateEmpty()
        .AddTelemetrySdk()
        .AddService(configuration[ServiceName] is { Length: > 0 } name ? name : Name(role))
        .AddAttributes(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["host.name"] = Environment.MachineName,
            ["process.pid"] = (long)Environment.ProcessId,
        })
        .AddEnvironmentVariableDetector(); // last, since the later wins

    private static string Name(HostRole role) => role switch
    {
        HostRole.Silo => "orchestrator-silo",
        HostRole.Gateway => "orchestrator-gateway",
        _ => "orchestrator",
    };
}
