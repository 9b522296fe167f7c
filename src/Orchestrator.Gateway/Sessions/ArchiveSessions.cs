using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Gateway.Sessions;

/// <summary>Archives all sessions that ended long ago.</summary>
public sealed record ArchiveSessions
{
    /// <summary>How many days ago they ended at least, 0 to 36,500; 30 when absent (S0).</summary>
    public int? OlderThanDays { get; init; }

    internal TimeSpan OlderThan() => TimeSpan.FromDays(OlderThanDays switch
    {
        null => 30,
        >= 0 and <= 36_500 and var days => days,
        _ => throw new ValidationException("olderThanDays", "must be 0 to 36500"),
    });
}

/// <summary>What came of archiving.</summary>
/// <param name="Archived">How many sessions were archived.</param>
/// <param name="Failed">How many could not be.</param>
/// <param name="Failures">Those that could not be.</param>
public sealed record ArchivedSessions(int Archived, int Failed, IReadOnlyList<ArchiveFailure> Failures);

/// <summary>A session that could not be archived.</summary>
/// <param name="Id">The session.</param>
/// <param name="Code">The error's code.</param>
/// <param name="Detail">Why.</param>
public sealed record ArchiveFailure(SessionId Id, string Code, string Detail);
