using System.Text.Json.Serialization;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Files.Patterns;

namespace Orchestrator.Grains.Files;

/// <summary>A lease of a project's files.</summary>
public sealed record FileLease
{
    private IReadOnlyList<PathPattern>? _patterns;

    /// <summary>How the files were reserved.</summary>
    public required FilesReserved Content { get; init; }

    /// <summary>The order in which files were reserved.</summary>
    public required long Number { get; init; }

    /// <summary>Where it stands.</summary>
    public FileLeaseStatus Status { get; init; }

    /// <summary>When it expires, or would have.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>How long it is, to be renewed by as much.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ended it.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Why it ended.</summary>
    public string? EndReason { get; init; }

    /// <summary>Whether its agent has the files.</summary>
    [JsonIgnore]
    public bool IsActive => Status == FileLeaseStatus.Active;

    /// <summary>Its patterns, read once.</summary>
    internal IReadOnlyList<PathPattern> Patterns => _patterns ??= [.. Content.Patterns.Select(pattern => PathPattern.Parse(pattern, "patterns"))];

    /// <summary>The first pattern that covers a path; null when none does.</summary>
    internal PathPattern? Covering(string path) => Patterns.FirstOrDefault(pattern => pattern.Covers(path));

    /// <summary>
    /// Two patterns, its own and another one, that cover a path together; null when there are none. Two that can't be compared
    /// in time count as if they did, without a path: nobody gets what another may hold.
    /// </summary>
    internal (PathPattern Own, PathPattern Other, string Path)? FindOverlap(IReadOnlyList<PathPattern> others, ComparisonBudget budget)
    {
        foreach (PathPattern own in Patterns)
        {
            foreach (PathPattern other in others)
            {
                try
                {
                    if (own.FindCommonPath(other, budget) is { } path) return (own, other, path);
                }
                catch (TooComplexException)
                {
                    return (own, other, "too many wildcards to be compared");
                }
            }
        }

        return null;
    }

    /// <summary>The lease as callers see it.</summary>
    public FileLeaseView ToView() => new()
    {
        Id = Content.LeaseId,
        Project = Content.Project,
        AgentId = Content.AgentId,
        Epoch = Content.Epoch,
        SessionId = Content.SessionId,
        TaskId = Content.TaskId,
        Mode = Content.Mode,
        Patterns = Content.Patterns,
        Reason = Content.Reason,
        Status = Status,
        CreatedAt = Content.At,
        ExpiresAt = Until,
        EndedAt = EndedAt,
        EndedBy = EndedBy,
        EndReason = EndReason,
    };
}
