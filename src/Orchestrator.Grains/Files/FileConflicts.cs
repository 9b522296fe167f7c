using System.Globalization;
using System.Text;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Files.Patterns;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Grains.Files;

/// <summary>Finds the leases that stand in the way of a reservation or a change, and names them.</summary>
internal static class FileConflicts
{
    private const int MaxNamed = 5;

    /// <summary>Refuses a reservation of what others hold.</summary>
    /// <exception cref="ConflictException">Its message names the leases.</exception>
    public static void ThrowIfAny(IEnumerable<FileLease> active, ReserveFiles command, IReadOnlyList<PathPattern> patterns)
    {
        var message = new StringBuilder();
        int count = 0;
        var budget = new ComparisonBudget(ComparisonBudget.OfReservation);
        foreach (FileLease lease in active)
        {
            if (lease.Content.AgentId == command.AgentId) continue;
            if (lease.Content.Mode == FileLeaseMode.Shared && command.Mode == FileLeaseMode.Shared) continue;
            if (lease.FindOverlap(patterns, budget) is not { } overlap) continue;
            if (++count > MaxNamed) continue;
            message.Append(count == 1 ? string.Empty : "; ");
            message.Append(CultureInfo.InvariantCulture, $"{overlap.Other} overlaps {overlap.Own} ({overlap.Path}), which {Holder(lease)}");
        }

        if (count == 0) return;
        if (count > MaxNamed) message.Append(CultureInfo.InvariantCulture, $"; and {count - MaxNamed} more");
        throw new ConflictException(message.ToString(), ErrorCodes.LeaseConflict);
    }

    /// <summary>The leases that stand in the way of changing files.</summary>
    public static IReadOnlyList<FileConflict> Of(IEnumerable<FileLease> active, CheckFiles question, DateTimeOffset now)
    {
        FileLease[] leases = [.. active.Where(lease => lease.Until > now)];
        ILookup<bool, FileLease> byOwn = leases.ToLookup(lease => lease.Content.AgentId == question.AgentId);
        List<FileConflict> conflicts = [];
        for (int i = 0; i < question.Paths.Count; i++)
        {
            string path = FilePath.Parse(question.Paths[i], $"paths[{i}]");
            bool? shares = null;
            foreach (FileLease lease in byOwn[false])
            {
                if (lease.Covering(path) is not { } pattern) continue;
                if (lease.Content.Mode == FileLeaseMode.Shared && (shares ??= byOwn[true].Any(own => own.Covering(path) is not null))) continue;
                conflicts.Add(Conflict(question.Paths[i], lease, pattern));
            }
        }

        return conflicts;
    }

    /// <summary>How a lease ended.</summary>
    public static string Ended(FileLease lease) => lease switch
    {
        { EndedBy: { } by, EndReason: { } reason } => $"{Word(lease.Status)} by {by} ({reason})",
        { EndReason: { } reason } => $"{Word(lease.Status)} ({reason})",
        _ => Word(lease.Status),
    };

    /// <summary>A status in words.</summary>
    public static string Word(FileLeaseStatus status) => Words<FileLeaseStatus>.Of(status);

    private static string Holder(FileLease lease)
    {
        string reason = lease.Content.Reason is { } text ? $": {text}" : string.Empty;
        return $"{lease.Content.AgentId} holds ({Words<FileLeaseMode>.Of(lease.Content.Mode)}, lease {lease.Content.LeaseId}) "
            + $"since {Text(lease.Content.At)} until {Text(lease.Until)}{reason}";
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static FileConflict Conflict(string path, FileLease lease, PathPattern pattern) => new()
    {
        Path = path,
        LeaseId = lease.Content.LeaseId,
        AgentId = lease.Content.AgentId,
        Mode = lease.Content.Mode,
        Pattern = pattern.Text,
        Since = lease.Content.At,
        Until = lease.Until,
        Reason = lease.Content.Reason,
    };
}
