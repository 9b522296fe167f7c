using System.Collections.Immutable;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Agents;

/// <summary>What the events of an agent say.</summary>
public sealed record AgentState : IEventSourced<AgentState, AgentEvent>
{
    /// <summary>Its id; absent before it first registered.</summary>
    public AgentId? Id { get; init; }

    /// <summary>Its name.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Its type.</summary>
    public string Type { get; init; } = string.Empty;

    /// <summary>Its incarnation; goes on counting when it registers anew.</summary>
    public long Epoch { get; init; }

    /// <summary>What it says it does.</summary>
    public AgentStatus Status { get; init; }

    /// <summary>What it told of itself.</summary>
    public AgentProfile Profile { get; init; } = new();

    /// <summary>Its last journaled heartbeat in this incarnation.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>The numbers of its last heartbeat that had any.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>Since when it makes no progress, while it counts as stalled.</summary>
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>When it first registered.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last registered.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Whether it was deleted and did not register again.</summary>
    public bool Deleted { get; init; }

    /// <summary>The number of the last event that others must be told of; 0 when they know everything.</summary>
    public long Unsettled { get; init; }

    /// <summary>Why what it holds is to be given back although it lives: its session was ended. Null when nothing is.</summary>
    public string? SessionEnded { get; init; }

    /// <summary>The session whose end gave back what it held then; told again, it gives back nothing that was taken since.</summary>
    public SessionId? EndedSession { get; init; }

    /// <summary>The groups that may hold it for a member.</summary>
    public ImmutableArray<AgentGroup> MayBeIn { get; init; } = [];

    /// <summary>The boards on which it may have tasks.</summary>
    public ImmutableArray<TaskBoardId> Boards { get; init; } = [];

    /// <summary>The projects in which it may hold files.</summary>
    public ImmutableArray<ProjectPath> Projects { get; init; } = [];

    /// <summary>Whether it is gone: what it had taken is to be done by others.</summary>
    public bool Gone => Deleted || Status == AgentStatus.Offline;

    /// <summary>The groups it belongs to.</summary>
    public IReadOnlyList<AgentGroup> Groups => Id is null || Deleted ? [] : AgentGroup.Of(Type, Profile);

    /// <summary>Whether it is expected to send heartbeats.</summary>
    public bool Watched =>
        Id is not null && !Deleted && Status is not (AgentStatus.Inactive or AgentStatus.Offline);

    /// <inheritdoc/>
    public int Weight => 1;

    /// <inheritdoc/>
    public AgentState Apply(AgentEvent change, long sequence)
    {
        AgentState next = Apply(change);
        return AgentNews.ConcernsOthers(change) ? next with { Unsettled = sequence, MayBeIn = [.. MayBeIn.Union(next.Groups)] } : next;
    }

    private AgentState Apply(AgentEvent change) => change switch
    {
        AgentRegistered registered => this with
        {
            Id = registered.Id,
            Name = registered.Name,
            Type = registered.Type,
            Epoch = registered.Epoch,
            Status = AgentStatus.Inactive,
            Profile = registered.Profile,
            LastHeartbeat = null,
            Metrics = null,
            StalledSince = null,
            CreatedAt = Id is null || Deleted ? registered.At : CreatedAt,
            RegisteredAt = registered.At,
            Deleted = false,
            EndedSession = null,
        },
        AgentUpdated updated => this with
        {
            Profile = Profile.With(updated.Change),
            EndedSession = updated.Change.SessionId is null ? EndedSession : null,
        },
        AgentStatusChanged changed => this with
        {
            Status = changed.To,
            StalledSince = changed.To == AgentStatus.Offline ? null : StalledSince,
        },
        AgentHeartbeatRecorded heartbeat => this with
        {
            LastHeartbeat = heartbeat.At,
            Profile = heartbeat.CurrentTask is null ? Profile : Profile with { CurrentTask = heartbeat.CurrentTask },
            Metrics = heartbeat.Metrics ?? Metrics,
        },
        AgentUsedBoard used => this with { Boards = Boards.Add(used.Board) },
        AgentUsedProject used => this with { Projects = Projects.Add(used.Project) },
        AgentSettled settled => this with
        {
            Unsettled = settled.UpTo >= Unsettled ? 0 : Unsettled,
            SessionEnded = settled.UpTo >= Unsettled ? null : SessionEnded,
            MayBeIn = settled.UpTo >= Unsettled ? [.. settled.Groups] : [.. settled.Groups.Union(Groups)],
        },
        AgentSessionEnded ended => this with { SessionEnded = ended.Reason, EndedSession = ended.SessionId },
        AgentWentOffline => this with { Status = AgentStatus.Offline, StalledSince = null },
        AgentStalled stalled => this with { StalledSince = stalled.Stall.Since },
        AgentResumed => this with { StalledSince = null },
        AgentDeleted => this with { Deleted = true, StalledSince = null },
        _ => this,
    };

    /// <summary>The agent as callers see it.</summary>
    /// <param name="lastHeartbeat">Its newest heartbeat, journaled or not.</param>
    public AgentView ToView(DateTimeOffset? lastHeartbeat)
    {
        AgentProfile profile = Profile;
        return new AgentView
        {
            Id = Id!.Value,
            Name = Name,
            Type = Type,
            Status = Status,
            Liveness = Watched ? AgentLiveness.Alive : AgentLiveness.Offline,
            Epoch = Epoch,
            LastHeartbeat = lastHeartbeat,
            Metrics = Metrics,
            StalledSince = StalledSince,
            CreatedAt = CreatedAt,
            RegisteredAt = RegisteredAt,
            WorkspacePath = profile.WorkspacePath,
            Capabilities = profile.Capabilities ?? [],
            Config = profile.Config,
            Pid = profile.Pid,
            McpPort = profile.McpPort,
            ParentId = profile.ParentId,
            SessionId = profile.SessionId,
            Team = profile.Team,
            Department = profile.Department,
            Captain = profile.Captain,
            Specialization = profile.Specialization,
            CurrentFocus = profile.CurrentFocus,
            CurrentTask = profile.CurrentTask,
            Branch = profile.Branch,
            UncommittedChanges = profile.UncommittedChanges,
            CycleCount = profile.CycleCount,
            TasksCompleted = profile.TasksCompleted,
            Efficiency = profile.Efficiency,
            IntegrationComponents = profile.IntegrationComponents,
            Delivery = profile.Delivery,
        };
    }
}
