using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Client.Calls;
using Orchestrator.Client.Diagnostics;
using Orchestrator.Client.Streams;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Client;

/// <inheritdoc cref="IOrchestratorClient"/>
internal sealed class OrchestratorClient : IOrchestratorClient
{
    private readonly HostCaller _caller;
    private readonly ILogger<AgentConnection> _agentLogger;
    private readonly ILogger<EventSubscription> _eventLogger;

    public OrchestratorClient(
        IClusterClient cluster,
        IOptions<OrchestratorClientOptions> options,
        TimeProvider time,
        ILogger<HostCaller> callLogger,
        ILogger<AgentConnection> agentLogger,
        ILogger<EventSubscription> eventLogger)
    {
        _caller = new HostCaller(cluster, options.Value, time, callLogger);
        _agentLogger = agentLogger;
        _eventLogger = eventLogger;
        Sessions = new SessionClient(_caller);
        Conversations = new ConversationClient(_caller);
    }

    public SessionClient Sessions { get; }

    public ConversationClient Conversations { get; }

    public async Task<AgentConnection> RegisterAsync(RegisterAgent command, CancellationToken cancellationToken = default)
    {
        command.Validate();
        command = command with
        {
            Id = command.Id ?? AgentId.OfCommand(command.Name, _caller.Time),
            Pid = command.Pid ?? Environment.ProcessId,
        };
        using Activity? activity = ClientTelemetry.Register(command.Name);
        activity?.SetTag("gen_ai.agent.id", command.Id.Value.Value);
        try
        {
            return await AgentConnection.RegisterAsync(_caller, command, _agentLogger, cancellationToken);
        }
        catch (Exception exception)
        {
            ClientTelemetry.Fail(activity, exception);
            throw;
        }
    }

    public Task<AgentView> GetAgentAsync(AgentId id, CancellationToken cancellationToken = default) =>
        _caller.RepeatAsync("get-agent", _caller.Grain<IAgentGrain>(id.Value).Get, cancellationToken);

    public IAsyncEnumerable<StreamedEvent> FollowEventsAsync(
        EventFilter? filter = null, EventCursor? after = null, CancellationToken cancellationToken = default)
    {
        EventFilter wanted = filter ?? EventFilter.All;
        wanted.Validate();
        return EventSubscription.ReadAsync(_caller, wanted, after, _eventLogger, cancellationToken);
    }
}
