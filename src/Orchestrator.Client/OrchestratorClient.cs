using System.Collections.Concurrent;
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
internal sealed class OrchestratorClient : IOrchestratorClient, IDisposable
{
    private readonly HostCaller _caller;
    private readonly HostHttp _http;
    private readonly ConcurrentDictionary<AgentConnection, bool> _agents = [];
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
        _http = new HostHttp(_caller);
        Sessions = new SessionClient(_caller, _http);
        _eventLogger = eventLogger;
        Conversations = new ConversationClient(_caller);
        Tasks = new TaskClient(_caller, _http);
        Files = new FileClient(_caller, _http);
        Budgets = new BudgetClient(_caller);
        Checkpoints = new CheckpointClient(_caller, _http);
        Departments = new DepartmentClient(_caller, _http);
        Transactions = new TransactionClient(_caller);
    }

    public SessionClient Sessions { get; }

    public ConversationClient Conversations { get; }

    public TaskClient Tasks { get; }

    public FileClient Files { get; }

    public BudgetClient Budgets { get; }

    public CheckpointClient Checkpoints { get; }

    public DepartmentClient Departments { get; }

    public TransactionClient Transactions { get; }

    /// <summary>The agents that are registered by this process.</summary>
    public ICollection<AgentConnection> Agents => _agents.Keys;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

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
            AgentConnection agent = await AgentConnection.RegisterAsync(_caller, _http, command, _agentLogger, cancellationToken);
            _agents[agent] = true;
            agent.Closed = closed => _agents.TryRemove(closed, out _);
            return agent;
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
