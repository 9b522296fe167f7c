using Microsoft.Extensions.Logging;
using Orchestrator.Client.Leases;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Client;

/// <content>Reserving files.</content>
public sealed partial class AgentConnection
{
    /// <summary>Reserves files for this agent alone, all or none, until the result is disposed.</summary>
    /// <param name="project">The project's folder.</param>
    /// <param name="patterns">Which files, 1 to 100 paths or patterns such as <c>src/**/*.cs</c>, relative to the folder.</param>
    /// <param name="reason">What for, up to 1,000 characters; shown to those whom it stands in the way of.</param>
    /// <param name="cancellationToken">Gives up; files that were reserved all the same are given back.</param>
    /// <exception cref="ConflictException">Another agent holds some of them (<c>lease-conflict</c>); the message names it.</exception>
    public Task<FileReservation> ReserveFilesAsync(
        string project, IReadOnlyList<string> patterns, string? reason = null, CancellationToken cancellationToken = default) =>
        ReserveFilesAsync(
            new ReserveFiles { Project = ProjectPath.Parse(project), AgentId = AgentId, Patterns = patterns, Reason = reason, TtlSeconds = 600 },
            cancellationToken);

    /// <summary>Reserves files, all or none, until the result is disposed.</summary>
    /// <param name="command">Which, shared or not, and for how long unless renewed; its agent must be this one.</param>
    /// <param name="cancellationToken">Gives up; files that were reserved all the same are given back.</param>
    /// <exception cref="ConflictException">Another agent holds some of them (<c>lease-conflict</c>); the message names it.</exception>
    public Task<FileReservation> ReserveFilesAsync(ReserveFiles command, CancellationToken cancellationToken = default)
    {
        if (command.AgentId != AgentId) throw new ValidationException("agentId", $"must be {AgentId}, the agent of this connection");
        command.Validate();
        command = command with { Id = command.Id ?? FileLeaseId.OfCommand(_caller.Time), Epoch = Epoch };
        return TakeAsync(taking => ReserveAsync(command, taking), cancellationToken);
    }

    private async Task<FileReservation> ReserveAsync(ReserveFiles command, CancellationToken cancellationToken)
    {
        FileLeaseId id = command.Id!.Value;
        IProjectFilesGrain files = _caller.Grain<IProjectFilesGrain>(command.Project.Key);
        long began = _caller.Time.GetTimestamp();
        Committed<FileLeaseView> lease = await _caller.CommandAsync("reserve-files", () => files.Reserve(command), cancellationToken);
        var renewal = new RenewFileLease { AgentId = AgentId, TtlSeconds = command.TtlSeconds };
        var keeper = new LeaseKeeper(
            "files",
            $"files {string.Join(", ", command.Patterns.Take(3))} of {command.Project}",
            TimeSpan.FromSeconds(command.TtlSeconds),
            began,
            renewing => _caller.RepeatAsync(
                "renew-files", _ => files.Renew(id, renewal with { Epoch = Epoch }), Timeout.InfiniteTimeSpan, renewing),
            _caller.Time,
            _logger,
            Gone());
        return new FileReservation(this, lease.Value, keeper);
    }

    /// <summary>Says which leases of others stand in the way of changing files.</summary>
    /// <param name="project">The project's folder.</param>
    /// <param name="paths">The files, 1 to 2,000 paths relative to the folder, meant literally.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The leases; none when all may be changed.</returns>
    public Task<IReadOnlyList<FileConflict>> CheckFilesAsync(
        string project, IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        var question = new CheckFiles { Project = ProjectPath.Parse(project), AgentId = AgentId, Paths = paths };
        question.Validate();
        return _caller.RepeatAsync(
            "check-files", () => _caller.Grain<IProjectFilesGrain>(question.Project.Key).Check(question), cancellationToken);
    }

    internal async Task<FileLeaseView> ReleaseFilesAsync(FileLeaseView lease, string? reason, CancellationToken cancellationToken)
    {
        var command = new ReleaseFileLease { AgentId = AgentId, Epoch = Epoch, Reason = reason };
        command.Validate();
        IProjectFilesGrain files = _caller.Grain<IProjectFilesGrain>(lease.Project.Key);
        return (await _caller.RepeatAsync("release-files", () => files.Release(lease.Id, command), cancellationToken)).Value;
    }

    internal async Task GiveBackAsync(FileReservation files)
    {
        using var timeout = new CancellationTokenSource(_caller.Options.SignOffTimeout, _caller.Time);
        try
        {
            await files.ReleaseAsync(reason: null, timeout.Token);
        }
        catch (Exception exception)
        {
            // The lease runs out.
            LogNotReleased(AgentId, files.Id, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Agent {AgentId} could not release the files of lease {LeaseId}, which runs out: {Reason}")]
    private partial void LogNotReleased(AgentId agentId, FileLeaseId leaseId, string reason);
}
