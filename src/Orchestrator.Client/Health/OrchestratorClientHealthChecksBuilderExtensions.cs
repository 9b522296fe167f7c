using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orchestrator.Client.Health;

namespace Orchestrator.Client;

/// <summary>Registers the health check of the client.</summary>
public static class OrchestratorClientHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the connections of this process's agents. Healthy: all reach the host and beat (or there are none).
    /// Degraded: one reconnects, or its heartbeat is late by three intervals. Unhealthy: one has not reached the host for three
    /// intervals, or another process registered it. Nothing is asked of the host.
    /// </summary>
    /// <param name="builder">The application's health checks; the client is registered by
    /// <see cref="OrchestratorClientServiceCollectionExtensions.AddOrchestratorClient"/>.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">What is reported instead of unhealthy; unhealthy when absent.</param>
    /// <param name="tags">Tags to select it by.</param>
    public static IHealthChecksBuilder AddOrchestratorClient(
        this IHealthChecksBuilder builder, string name = "orchestrator", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null) =>
        builder.AddCheck<OrchestratorClientHealthCheck>(name, failureStatus, tags ?? []);
}
