using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Tasks;

/// <summary>
/// Where a task stands: <c>pending → assigned → in_progress ⇄ blocked → completed / failed / cancelled</c>. A pending or
/// assigned task is ready when all tasks it depends on are completed.
/// </summary>
[JsonConverter(typeof(WordConverter<TaskItemStatus>))]
public enum TaskItemStatus
{
    /// <summary>Nobody has it.</summary>
    Pending,

    /// <summary>An agent is to do it and did not begin.</summary>
    Assigned,

    /// <summary>An agent works on it, as long as its lease is renewed.</summary>
    InProgress,

    /// <summary>Its agent can't go on.</summary>
    Blocked,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Its agent could not do it; it may be tried again.</summary>
    Failed,

    /// <summary>Not wanted any more.</summary>
    Cancelled,
}
