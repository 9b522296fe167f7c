using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Orchestrator.Client.Calls;
using Orchestrator.Client.Connecting;
using Orchestrator.Client.Diagnostics;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Client.Agents;

/// <summary>
/// One incarnation of an agent, as its process sees it: registers it, beats for it and signs it off. Its calls to the
/// agent's grain take turns, so that an old answer is never taken for a new one.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An abandoned call may still hold the turn; the semaphore has no handle to free.")]
internal sealed partial class AgentRegistration(
    HostCaller caller, RegisterAgent command, ConnectionMonitor monitor, ILogger logger)
{
    private readonly SemaphoreSlim _turn = new(initialCount: 1, maxCount: 1);
    private readonly IAgentGrain _grain = caller.Grain<IAgentGrain>(command.Id!.Value.Value);
    private AgentView? _view;
    private long _lastBeat;
    private AgentStatus? _status;
    private string? _currentTask;

    public AgentId Id => command.Id!.Value;

    /// <summary>What the host last said of the agent.</summary>
    public AgentView View => Volatile.Read(ref _view) ?? throw new InvalidOperationException("RegisterAsync comes first.");

    /// <summary>When the host last answered, by this machine's clock.</summary>
    public DateTimeOffset LastBeat => new(Interlocked.Read(ref _lastBeat), TimeSpan.Zero);

    /// <summary>The incarnation that this process registered.</summary>
    public long Epoch { get; private set; }

    /// <summary>Registers the agent and brings it to life with a first heartbeat.</summary>
    /// <remarks>Repeated when an answer is lost: the id is the same, so at worst an epoch is skipped.</remarks>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        await caller.RepeatAsync("register", () => InTurnAsync(RegisterAndBeatAsync), cancellationToken);
        LogRegistered(Id, Epoch);
    }

    /// <summary>Says that the process lives, and what is given.</summary>
    /// <exception cref="ConflictException">Another process registered the agent since (<c>stale-incarnation</c>).</exception>
    public async Task<AgentView> BeatAsync(
        AgentStatus? status,
        string? currentTask,
        IReadOnlyDictionary<string, double>? metrics,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        var heartbeat = new Heartbeat { Status = status, CurrentTask = currentTask, Metrics = metrics };
        heartbeat.Validate();
        using var activity = ClientTelemetry.Heartbeat(Id.Value);
        try
        {
            return await caller.RepeatAsync(
                "heartbeat", _ => InTurnAsync(() => BeatInTurnAsync(heartbeat)), patience, cancellationToken);
        }
        catch (Exception exception)
        {
            ClientTelemetry.Fail(activity, exception);
            throw;
        }
    }

    /// <summary>Tells the host that the agent goes; a successor of the same id is left alone.</summary>
    public Task<AgentView> SignOffAsync(TimeSpan patience, CancellationToken cancellationToken) => caller.RepeatAsync(
        "sign-off",
        _ => InTurnAsync(async () =>
        {
            CallContext.IdempotencyKey = null;
            try
            {
                return Keep((await _grain.Update(new UpdateAgent { Status = AgentStatus.Offline, Epoch = Epoch })).Value);
            }
            catch (ConflictException exception) when (exception.Code == ErrorCodes.StaleIncarnation)
            {
                return View;
            }
        }),
        patience,
        cancellationToken);

    private async Task<AgentView> BeatInTurnAsync(Heartbeat heartbeat)
    {
        if (monitor.State == ConnectionState.Superseded)
            throw new ConflictException($"agent {Id} was registered again by another process; this one's epoch was {Epoch}", ErrorCodes.StaleIncarnation);
        CallContext.IdempotencyKey = null;

        // Both are said again with every beat: a host that took the agent for offline, or lost its data, learns them.
        _status = heartbeat.Status ?? _status;
        _currentTask = heartbeat.CurrentTask ?? _currentTask;
        Heartbeat complete = heartbeat with { Status = _status, CurrentTask = _currentTask, Epoch = Epoch };
        try
        {
            return Keep((await _grain.Heartbeat(complete)).Value);
        }
        catch (ConflictException exception) when (exception.Code == ErrorCodes.StaleIncarnation)
        {
            monitor.Supersede();
            throw;
        }
        catch (NotFoundException)
        {
            LogUnknownToHost(Id);
            return await RegisterAndBeatAsync();
        }
    }

    private async Task<AgentView> RegisterAndBeatAsync()
    {
        AgentView registered = (await _grain.Register(command)).Value;
        Epoch = registered.Epoch;
        CallContext.IdempotencyKey = null; // the registration's, and no heartbeat's
        return Keep((await _grain.Heartbeat(new Heartbeat { Status = _status, CurrentTask = _currentTask, Epoch = Epoch })).Value);
    }

    private async Task<AgentView> InTurnAsync(Func<Task<AgentView>> call)
    {
        await _turn.WaitAsync();
        try
        {
            return await call();
        }
        finally
        {
            _turn.Release();
        }
    }

    private AgentView Keep(AgentView view)
    {
        Volatile.Write(ref _view, view);
        Interlocked.Exchange(ref _lastBeat, caller.Time.GetUtcNow().UtcTicks);
        return view;
    }

    [LoggerMessage(LogLevel.Information, "Agent {AgentId} registered, epoch {Epoch}")]
    private partial void LogRegistered(AgentId agentId, long epoch);

    [LoggerMessage(LogLevel.Warning, "Agent {AgentId} is not known to the host any more; registering it again")]
    private partial void LogUnknownToHost(AgentId agentId);
}
