using System.Text.Json;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Gateway.Operations;

/// <summary>How the host is.</summary>
public sealed record StatusView
{
    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>The flavour of the grain engine: <c>Embedded</c> or <c>Orleans</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>Whether <c>/readyz</c> says ready.</summary>
    public required bool Ready { get; init; }

    /// <summary>What stands in the way of being ready.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Its process id.</summary>
    public required int Pid { get; init; }

    /// <summary>When its process started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>For how many seconds it has run.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>The address of this API.</summary>
    public string? Url { get; init; }

    /// <summary>All addresses it listens on; the last one is for .NET agents.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>The folder of its data.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The journal.</summary>
    public required JournalStatusView Journal { get; init; }

    /// <summary>The tables that follow the journal.</summary>
    public required ProjectionStatusView Projection { get; init; }

    /// <summary>The files that task boards are kept in.</summary>
    public required IReadOnlyList<TaskBoardFileView> TaskBoardFiles { get; init; }

    /// <summary>How many sessions, agents and messages the tables have; null while they cannot be read.</summary>
    public CountsView? Counts { get; init; }
}

/// <summary>How the journal is.</summary>
/// <param name="LastPosition">Its last position, as far as this host knows.</param>
/// <param name="Consecutive">Whether each commit's position is that of the one before plus 1; on PostgreSQL there are gaps.</param>
/// <param name="Writable">Whether it can be written now.</param>
/// <param name="Reason">Why it cannot.</param>
public sealed record JournalStatusView(long LastPosition, bool Consecutive, bool Writable, string? Reason);

/// <summary>How the tables are.</summary>
/// <param name="State"><c>starting</c>, <c>running</c>, <c>retrying</c>, <c>stalled</c> or <c>stopped</c>.</param>
/// <param name="Position">The journal position up to which they are true.</param>
/// <param name="Lag">How many commits they do not have yet; null where positions have gaps (PostgreSQL), unless it is 0.</param>
/// <param name="LagSeconds">How old, in seconds, the oldest commit is that they are known not to have; 0 when they have all.</param>
/// <param name="Reason">Why they are retrying or stalled.</param>
/// <param name="FailedPosition">The commit that cannot be applied, when stalled.</param>
public sealed record ProjectionStatusView(string State, long Position, long? Lag, double LagSeconds, string? Reason, long? FailedPosition)
{
    internal static ProjectionStatusView Of(ProjectionStatus status) =>
        new(StatusWords.Of(status.State), status.Position, status.Lag, Math.Round(status.LagTime.TotalSeconds, 3), status.Reason, status.FailedPosition);
}

/// <summary>What the tables have.</summary>
/// <param name="Sessions">Sessions, archived ones included.</param>
/// <param name="Agents">Agents that are registered.</param>
/// <param name="Messages">Messages.</param>
public sealed record CountsView(long Sessions, long Agents, long Messages);

internal static class StatusWords
{
    public static string Of(ProjectionState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
