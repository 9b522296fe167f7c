using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Agents;

/// <inheritdoc cref="IAgentGrain"/>
[Reentrant]
public sealed partial class AgentGrain(EventSourcingServices services, IOptions<AgentOptions> options)
    : EventSourcedGrain<AgentState, AgentEvent>(services, "agent"), IAgentGrain, IRemindable
{
    private readonly AgentOptions _options = options.Value;

    /// <inheritdoc/>
    public async Task<Committed<AgentView>> Register(RegisterAgent command)
    {
        command.Validate();
        if (AgentGroup.IsReserved(this.GetPrimaryKeyString()))
            throw new ValidationException("id", $"must not be that of a group, as {this.GetPrimaryKeyString()} is");
        _lastHeartbeat = null;
        Committed<AgentView> answer = await CommitAsync(
            new AgentRegistered
            {
                At = Now(),
                Id = AgentId.Parse(this.GetPrimaryKeyString()),
                Name = command.Name,
                Type = command.Type ?? "agent",
                Epoch = State.Epoch + 1,
                Profile = command.ToProfile(),
            },
            View);
        await WatchAsync();
        await Settle();
        return answer;
    }

    /// <inheritdoc/>
    public Task<AgentView> Get() => Task.FromResult(View(Existing(Durable)));

    /// <inheritdoc/>
    public Task<AgentWorkplace?> GetWorkplace() => Task.FromResult(
        Durable is { Id: not null, Deleted: false } agent ? new AgentWorkplace(agent.Profile.SessionId, agent.Profile.Department, agent.Profile.Capabilities) : null);

    /// <inheritdoc/>
    public async Task<Committed<AgentView>> Update(UpdateAgent command)
    {
        command.Validate();
        AgentState agent = Existing(State);
        CheckKnownEpoch(command.Epoch);
        EntityTag.Check("agent", agent.Id!.Value.Value, View(agent));
        List<AgentEvent> changes = [];
        AgentProfile change = command.ToProfile();
        if (change != new AgentProfile()) changes.Add(new AgentUpdated { At = Now(), Change = change });
        if (command.Status is { } status && status != agent.Status)
        {
            if (status == AgentStatus.Inactive)
                throw new ConflictException($"agent {agent.Id} is {StatusWord(agent.Status)} and cannot become inactive again");
            changes.Add(new AgentStatusChanged { At = Now(), From = agent.Status, To = status });
            if (status != AgentStatus.Offline) changes.Add(Beat(null, null));
        }

        Committed<AgentView> answer = await CommitAsync(changes, View);
        await WatchAsync();
        await Settle();
        return answer;
    }

    /// <inheritdoc/>
    public async Task<Committed<AgentView>> Heartbeat(Heartbeat command)
    {
        command.Validate();
        AgentState agent = Existing(State);
        CheckKnownEpoch(command.Epoch);
        AgentStatus status = command.Status ?? agent.Status switch
        {
            AgentStatus.Inactive or AgentStatus.Error or AgentStatus.Offline => AgentStatus.Active,
            AgentStatus same => same,
        };
        List<AgentEvent> changes = [];
        if (status != agent.Status)
            changes.Add(new AgentStatusChanged { At = Now(), From = agent.Status, To = status });
        bool news = changes.Count > 0
            || command.Metrics is { Count: > 0 }
            || (command.CurrentTask is not null && command.CurrentTask != agent.Profile.CurrentTask);
        DateTimeOffset now = Now();
        bool isRecent = agent.LastHeartbeat <= now && now - agent.LastHeartbeat < _options.HeartbeatInterval; // later: the clock was set back
        if (news || !isRecent)
            changes.Add(Beat(command.CurrentTask, command.Metrics));
        _lastHeartbeat = now;
        if (changes.Count == 0)
        {
            await RenewTasksAsync();
            await RenewFilesAsync();
            return new(View(Durable), Position);
        }

        Committed<AgentView> answer = await CommitAsync(changes, View);
        await WatchAsync();
        await RenewTasksAsync();
        await RenewFilesAsync();
        return answer;
    }

    /// <inheritdoc/>
    public async Task<Committed<AgentView>> Delete()
    {
        Existing(State);
        Committed<AgentView> answer = await CommitAsync(new AgentDeleted { At = Now() }, View);
        await WatchAsync();
        await Settle();
        return answer;
    }

    private static string StatusWord(AgentStatus status) => Contracts.Serialization.Words<AgentStatus>.Of(status);

    private AgentHeartbeatRecorded Beat(string? currentTask, IReadOnlyDictionary<string, double>? metrics) =>
        new() { At = Now(), CurrentTask = currentTask, Metrics = metrics };

    private AgentView View(AgentState state) =>
        state.ToView(_lastHeartbeat > state.LastHeartbeat ? _lastHeartbeat : state.LastHeartbeat ?? _lastHeartbeat);

    private void CheckEpoch(long? epoch)
    {
        if (epoch < State.Epoch)
        {
            throw new ConflictException(
                $"incarnation {epoch} of agent {State.Id} is over: it registered again, and the present one is {State.Epoch}", ErrorCodes.StaleIncarnation);
        }
    }

    private void CheckKnownEpoch(long? epoch)
    {
        CheckEpoch(epoch);
        if (epoch > State.Epoch) throw new ValidationException("epoch", $"must be one that a registration was answered with; the present one is {State.Epoch}");
    }

    private AgentState Existing(AgentState state) => state is { Id: not null, Deleted: false }
        ? state
        : throw new NotFoundException("agent", this.GetPrimaryKeyString());
}
