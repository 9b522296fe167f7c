using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Files.Patterns;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Files;

/// <summary>
/// Decides who holds which files. A lease whose time is over is ended before anything else is decided, and by a timer; a
/// project that sleeps is woken by the host's sweep.
/// </summary>
[Reentrant]
public sealed partial class ProjectFilesGrain(EventSourcingServices services)
    : EventSourcedGrain<ProjectFilesState, FileLeaseEvent>(services, "project-files"), IProjectFilesGrain
{
    private const int MaxActive = 10_000;

    private readonly Dictionary<AgentId, long?> _knownToAgent = [];
    private readonly HashSet<SessionId> _knownToSession = [];

    /// <inheritdoc/>
    public async Task<Committed<FileLeaseView>> Reserve(ReserveFiles command)
    {
        command.Validate();
        if (command.Project.Key != this.GetPrimaryKeyString()) throw new ValidationException("project", "must be the one that is asked");
        await TellOthersAsync(command);
        int first = OpenEvents;
        EndOverdue();
        if (command.Id is { } own && State.Find(own) is { } present)
            throw new ConflictException($"lease {own} exists already; it is {FileConflicts.Word(present.Status)}", "lease-id-used");
        if (State.ActiveCount >= MaxActive)
            throw new ConflictException($"{MaxActive} leases of files in {command.Project} are active; more are not allowed", "too-many-leases");
        PathPattern[] patterns = [.. command.Patterns.Select((pattern, i) => PathPattern.Parse(pattern, $"patterns[{i}]"))];
        FileConflicts.ThrowIfAny(State.Active, command, patterns);
        DateTimeOffset now = Now();
        var reserved = new FilesReserved
        {
            At = now,
            LeaseId = command.Id ?? FileLeaseId.New(Time),
            Project = command.Project,
            AgentId = command.AgentId,
            Epoch = command.Epoch,
            SessionId = command.SessionId,
            TaskId = command.TaskId,
            Mode = command.Mode,
            Patterns = [.. command.Patterns],
            Until = Until(now, TimeSpan.FromSeconds(command.TtlSeconds)),
            Reason = command.Reason,
        };
        Raise(reserved);
        FileLeasePlace.Raise(reserved.LeaseId, command.Project, RaiseClaim);
        WatchClock(State.NextExpiry);
        return await CommitAsync(State.Find(reserved.LeaseId)!.ToView(), first);
    }

    /// <inheritdoc/>
    public Task<FileLeaseView> Get(FileLeaseId leaseId) =>
        Task.FromResult((Durable.Find(leaseId) ?? throw new NotFoundException("file lease", leaseId.Value)).ToView());

    /// <inheritdoc/>
    public Task<Committed<FileLeaseView>> Renew(FileLeaseId leaseId, RenewFileLease command)
    {
        command.Validate();
        EndOverdue();
        FileLease lease = Existing(leaseId);
        CheckHolder(lease, command.AgentId, command.Epoch);
        if (!lease.IsActive) throw new ConflictException($"lease {leaseId} is {FileConflicts.Ended(lease)}; reserve the files again", ErrorCodes.LeaseLost);
        TimeSpan ttl = command.TtlSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : lease.Ttl;
        return DoneAsync(new FileLeaseRenewed { At = Now(), LeaseId = leaseId, Until = Until(Now(), ttl) });
    }

    /// <inheritdoc/>
    public Task<Committed<FileLeaseView>> Release(FileLeaseId leaseId, ReleaseFileLease command)
    {
        command.Validate();
        EndOverdue();
        FileLease lease = Existing(leaseId);
        CheckHolder(lease, command.AgentId, command.Epoch);
        return lease.IsActive
            ? DoneAsync(new FileLeaseReleased { At = Now(), LeaseId = leaseId, By = command.AgentId, Reason = command.Reason })
            : SameAsync(lease);
    }

    /// <inheritdoc/>
    public async Task<Committed<FileLeaseView>> ForceRelease(FileLeaseId leaseId, ForceReleaseFileLease command)
    {
        command.Validate();
        EndOverdue();
        FileLease lease = Existing(leaseId);
        if (!lease.IsActive) throw new ConflictException($"lease {leaseId} is {FileConflicts.Ended(lease)} already");
        Committed<FileLeaseView> answer =
            await DoneAsync(new FileLeaseForced { At = Now(), LeaseId = leaseId, By = command.By, Reason = command.Reason });
        LogForced(Logger, leaseId.Value, lease.Content.AgentId.Value, command.By);
        return answer;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FileConflict>> Check(CheckFiles question)
    {
        question.Validate();
        return Task.FromResult(FileConflicts.Of(Durable.Active, question, Now()));
    }

    private static DateTimeOffset Until(DateTimeOffset now, TimeSpan ttl) => now.AddMilliseconds(Math.Ceiling(ttl.TotalMilliseconds));

    private static void CheckHolder(FileLease lease, AgentId agent, long? epoch)
    {
        if (lease.Content.AgentId != agent)
            throw new ConflictException($"lease {lease.Content.LeaseId} is {lease.Content.AgentId}'s, not {agent}'s", ErrorCodes.LeaseLost);
        if (epoch < lease.Content.Epoch)
        {
            throw new ConflictException(
                $"lease {lease.Content.LeaseId} is of incarnation {lease.Content.Epoch} of {agent}; this is {epoch}, which is over", ErrorCodes.StaleIncarnation);
        }
    }

    private FileLease Existing(FileLeaseId leaseId) => State.Find(leaseId) ?? throw new NotFoundException("file lease", leaseId.Value);

    private Task<Committed<FileLeaseView>> DoneAsync(FileLeaseEvent change)
    {
        Task<Committed<FileLeaseView>> done = CommitAsync(change, state => state.Find(change.LeaseId)!.ToView());
        WatchClock(State.NextExpiry);
        return done;
    }

    private async Task<Committed<FileLeaseView>> SameAsync(FileLease lease) => new(lease.ToView(), await CommitAsync());

    // The grains of the agent and of the session must know where they hold files before they hold any, so that their ends
    // free them. The agent's also tells whether the incarnation lives.
    private async Task TellOthersAsync(ReserveFiles command)
    {
        if (command.SessionId is { } session && !_knownToSession.Contains(session))
        {
            await GrainFactory.GetGrain<ISessionFilesGrain>(session.Value).UseProject(command.Project);
            _knownToSession.Add(session);
        }

        // Last: nothing is awaited between this and the lease.
        if (!_knownToAgent.TryGetValue(command.AgentId, out long? known) || known != command.Epoch)
        {
            if (await GrainFactory.GetGrain<IAgentGrain>(command.AgentId.Value).UseProject(command.Project, command.Epoch))
                _knownToAgent[command.AgentId] = command.Epoch;
        }
    }

    [LoggerMessage(LogLevel.Warning, "File lease {Lease} of {Agent} was ended by {By}")]
    private static partial void LogForced(ILogger logger, string lease, string agent, string by);
}
