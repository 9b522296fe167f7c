using System.Text.Json;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Tasks;

/// <summary>A change of a task (S4 <c>task_events</c>).</summary>
/// <param name="TaskId">The task.</param>
/// <param name="EventType">What happened: <c>created</c>, <c>updated</c>, <c>assigned</c>, <c>claimed</c>, <c>returned</c>, <c>blocked</c>, <c>unblocked</c>, <c>completed</c>, <c>failed</c>, <c>cancelled</c>, <c>retried</c>, <c>budget_stopped</c> or <c>budget_resumed</c>.</param>
/// <param name="PreviousStatus">Where it stood; null when it was created.</param>
/// <param name="NewStatus">Where it stands since.</param>
/// <param name="AssignedTo">Whose it was then.</param>
/// <param name="ChangedBy">The agent that did it, where known.</param>
/// <param name="Details">The fields that changed, or the reason.</param>
/// <param name="Timestamp">When.</param>
public sealed record TaskChange(
    TaskId TaskId,
    string EventType,
    string? PreviousStatus,
    string NewStatus,
    string? AssignedTo,
    string? ChangedBy,
    JsonElement? Details,
    DateTimeOffset Timestamp);
