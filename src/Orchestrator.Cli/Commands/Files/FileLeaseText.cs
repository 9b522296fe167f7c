using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Files;

/// <summary>A file lease for people.</summary>
internal static class FileLeaseText
{
    /// <summary>All that is known of it.</summary>
    public static void Show(CliOutput output, FileLeaseView lease) => output.Fields(
    [
        ("id", lease.Id.Value),
        ("project", lease.Project.Value),
        ("patterns", Texts.Of(lease.Patterns)),
        ("agent", lease.AgentId.Value),
        ("mode", Words<FileLeaseMode>.Of(lease.Mode)),
        ("status", Words<FileLeaseStatus>.Of(lease.Status)),
        ("reason", lease.Reason),
        ("session", lease.SessionId?.Value),
        ("task", lease.TaskId?.Value),
        ("since", Texts.Of(lease.CreatedAt)),
        ("until", Texts.Of(lease.ExpiresAt)),
        ("ended", Texts.Of(lease.EndedAt)),
        ("ended by", lease.EndedBy),
        ("why", lease.EndReason),
    ]);
}
