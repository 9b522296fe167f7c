using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Conversations;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Sessions;

namespace Orchestrator.Gateway.Operations;

/// <summary>Gathers how the host is.</summary>
internal sealed class HostStatus(
    IOptions<GatewayOptions> options,
    IServer server,
    IJournal journal,
    IJournalProbe probe,
    ProjectionProgress progress,
    Readiness readiness,
    SessionQueries sessions,
    AgentQueries agents,
    MessageQueries messages,
    ITaskBoardFiles taskBoardFiles,
    TimeProvider time)
{
    private static readonly string Version =
        typeof(HostStatus).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private readonly DateTimeOffset _startedAt = StartOfProcess();

    /// <summary>How it is now.</summary>
    public async Task<StatusView> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> reasons = await readiness.ReasonsAsync(cancellationToken);
        string? failure = await probe.FailureAsync(cancellationToken);
        string[] urls = [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []];
        return new StatusView
        {
            Version = Version,
            Engine = options.Value.Engine,
            Ready = reasons.Count == 0,
            Reasons = reasons,
            Pid = Environment.ProcessId,
            StartedAt = _startedAt,
            UptimeSeconds = Math.Round((time.GetUtcNow() - _startedAt).TotalSeconds, 3),
            Url = urls.FirstOrDefault(),
            Urls = urls,
            DataDirectory = options.Value.DataDirectory,
            Journal = new(journal.LastPosition, journal.HasConsecutivePositions, failure is null, failure),
            Projection = ProjectionStatusView.Of(progress.Status),
            TaskBoardFiles = taskBoardFiles.Files,
            Counts = await CountAsync(cancellationToken),
        };
    }

    private static DateTimeOffset StartOfProcess()
    {
        using Process process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime).ToUniversalTime();
    }

    // A status that fails because something is broken would be of no use.
    private async Task<CountsView?> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new(
                (await sessions.CountByStatusAsync(cancellationToken)).Values.Sum(),
                await agents.CountAsync(cancellationToken),
                await messages.CountAsync(cancellationToken));
        }
        catch (UnavailableException)
        {
            return null;
        }
    }
}
