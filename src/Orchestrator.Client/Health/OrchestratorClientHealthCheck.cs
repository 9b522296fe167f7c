using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orchestrator.Client.Health;

/// <summary>Judges the connections of all agents of this process, without a call to the host.</summary>
internal sealed class OrchestratorClientHealthCheck(IOrchestratorClient client, TimeProvider time) : IHealthCheck
{
    // A heartbeat that is late by more than this many intervals was missed, whatever the last call met.
    private const int LateIntervals = 3;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ICollection<AgentConnection> agents = ((OrchestratorClient)client).Agents;
        var worst = HealthStatus.Healthy;
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        List<string> complaints = [];
        foreach (AgentConnection agent in agents)
        {
            (HealthStatus status, string? complaint) = Judge(agent);
            if (status < worst) worst = status;
            if (complaint is not null) complaints.Add(complaint);
            data[agent.AgentId.Value] = $"{agent.ConnectionState}, last heartbeat {agent.LastHeartbeat:O}";
        }

        // The application says what a failure of this check is worth: unhealthy unless it said otherwise.
        if (worst == HealthStatus.Unhealthy) worst = context.Registration.FailureStatus;
        string description = complaints.Count > 0 ? string.Join("; ", complaints)
            : agents.Count == 0 ? "no agent is registered" : $"agents connected: {agents.Count}";
        return Task.FromResult(new HealthCheckResult(worst, description, exception: null, data));
    }

    private (HealthStatus Status, string? Complaint) Judge(AgentConnection agent)
    {
        TimeSpan silence = time.GetUtcNow() - agent.LastHeartbeat;
        bool late = silence > agent.HeartbeatInterval * LateIntervals;
        return agent.ConnectionState switch
        {
            ConnectionState.Superseded => (HealthStatus.Unhealthy, $"agent {agent.AgentId} was registered by another process"),
            ConnectionState.Reconnecting when late =>
                (HealthStatus.Unhealthy, $"agent {agent.AgentId} has not reached the host for {silence.TotalSeconds:0} s"),
            ConnectionState.Reconnecting => (HealthStatus.Degraded, $"agent {agent.AgentId} reconnects"),
            ConnectionState.Connected when late =>
                (HealthStatus.Degraded, $"the last heartbeat of agent {agent.AgentId} was {silence.TotalSeconds:0} s ago"),
            _ => (HealthStatus.Healthy, null),
        };
    }
}
