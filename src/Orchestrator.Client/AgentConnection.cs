using Microsoft.Extensions.Logging;
using Orchestrator.Client.Agents;
using Orchestrator.Client.Calls;
using Orchestrator.Client.Connecting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Client;

/// <summary>
/// A registered agent: it is alive for the host (heartbeats) until this is disposed, and sends and receives in the
/// agent's name. Made by <see cref="IOrchestratorClient.RegisterAsync"/>; safe for use from many threads.
/// </summary>
/// <remarks>
/// All methods throw the contract's errors: <see cref="ValidationException"/>, <see cref="NotFoundException"/>,
/// <see cref="ConflictException"/>, <see cref="ForbiddenException"/>, and <see cref="UnavailableException"/> when the
/// host could not be reached for as long as <see cref="OrchestratorClientOptions.RetryFor"/> says.
/// </remarks>
public sealed partial class AgentConnection : IAsyncDisposable
{
    private readonly HostCaller _caller;
    private readonly ConnectionMonitor _monitor;
    private readonly AgentRegistration _registration;
    private readonly ILogger<AgentConnection> _logger;
    private readonly HostHttp _http;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _gone;
    private HeartbeatLoop? _heartbeats;
    private int _disposed;

    private AgentConnection(HostCaller caller, HostHttp http, RegisterAgent command, ILogger<AgentConnection> logger)
    {
        _logger = logger;
        _http = http;
        _gone = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        _monitor = new ConnectionMonitor(command.Id!.Value.Value, logger);
        _monitor.Changed += OnChanged;
        _caller = caller.For(_monitor);
        _registration = new AgentRegistration(_caller, command, _monitor, logger);
    }

    /// <summary>Raised after each change of <see cref="ConnectionState"/>, one at a time; handlers must be quick.</summary>
    public event EventHandler<ConnectionStateChangedEventArgs>? ConnectionStateChanged;

    /// <summary>The agent's id, the same through all its reconnections.</summary>
    public AgentId AgentId => _registration.Id;

    /// <summary>Which incarnation of the agent this is, from 1.</summary>
    public long Epoch => _registration.Epoch;

    /// <summary>The agent as the host last described it, at the latest heartbeat.</summary>
    public AgentView Agent => _registration.View;

    /// <summary>Whether the host is within reach, judged by the last call.</summary>
    public ConnectionState ConnectionState => _monitor.State;

    /// <summary>When the host last answered a heartbeat, by this machine's clock.</summary>
    public DateTimeOffset LastHeartbeat => _registration.LastBeat;

    /// <summary>How often it sends heartbeats.</summary>
    internal TimeSpan HeartbeatInterval => _caller.Options.HeartbeatInterval;

    /// <summary>Tells at once what the agent does; later heartbeats say it again.</summary>
    /// <param name="status"><c>active</c>, <c>busy</c>, <c>idle</c>, <c>blocked</c> or <c>error</c>.</param>
    /// <param name="currentTask">What it works on; null leaves it as it was, an empty text clears it.</param>
    /// <param name="cancellationToken">Gives up; the status is told with the next heartbeat all the same.</param>
    public Task<AgentView> SetStatusAsync(
        AgentStatus status, string? currentTask = null, CancellationToken cancellationToken = default) =>
        _registration.BeatAsync(status, currentTask, metrics: null, _caller.Options.RetryFor, cancellationToken);

    /// <summary>Reports numbers such as <c>cpu</c>, <c>memory</c>, <c>response_time</c>, or own names, with a heartbeat.</summary>
    /// <param name="metrics">The numbers by name, at most 100.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<AgentView> ReportMetricsAsync(
        IReadOnlyDictionary<string, double> metrics, CancellationToken cancellationToken = default) =>
        _registration.BeatAsync(status: null, currentTask: null, metrics, _caller.Options.RetryFor, cancellationToken);

    /// <summary>
    /// Ends the heartbeats and the inbox enumerations and signs the agent off (status <c>offline</c>), unless another
    /// process took it over. A host that is out of reach notes the silence by itself; that is logged, not thrown.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        bool superseded = _monitor.State == ConnectionState.Superseded;
        _monitor.Close();
        await _closing.CancelAsync();
        if (_heartbeats is not null)
        {
            await _heartbeats.DisposeAsync();
            if (!superseded) await SignOffAsync();
        }

        Closed?.Invoke(this);
        _gone.Dispose();
        _closing.Dispose();
    }

    /// <summary>How long ends are tried to be told to the host.</summary>
    internal TimeSpan SignOffTimeout => _caller.Options.SignOffTimeout;

    /// <summary>Called once it is disposed.</summary>
    internal Action<AgentConnection>? Closed { get; set; }

    /// <summary>Registers the agent and begins its heartbeats.</summary>
    internal static async Task<AgentConnection> RegisterAsync(
        HostCaller caller, HostHttp http, RegisterAgent command, ILogger<AgentConnection> logger, CancellationToken cancellationToken)
    {
        var connection = new AgentConnection(caller, http, command, logger);
        await connection._registration.RegisterAsync(cancellationToken);
        connection._heartbeats = new HeartbeatLoop(
            connection._registration, caller.Options.HeartbeatInterval, caller.Time, logger);
        return connection;
    }

    // Callbacks of whoever works under leases must not run here, inside the monitor's lock: CancelAsync runs them elsewhere.
    private void OnChanged(object? sender, ConnectionStateChangedEventArgs change)
    {
        if (change.Current == ConnectionState.Superseded) _ = _gone.CancelAsync();
        ConnectionStateChanged?.Invoke(this, change);
    }

    private async Task SignOffAsync()
    {
        TimeSpan patience = _caller.Options.SignOffTimeout;
        using var timeout = new CancellationTokenSource(patience, _caller.Time);
        try
        {
            await _registration.SignOffAsync(patience, timeout.Token);
        }
        catch (Exception exception)
        {
            // Nothing that a disposal could do about it; the missing heartbeats will tell the host.
            LogSignOffFailed(AgentId, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Agent {AgentId} could not be signed off: {Reason}")]
    private partial void LogSignOffFailed(AgentId agentId, string reason);
}
