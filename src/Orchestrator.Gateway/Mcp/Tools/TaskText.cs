using System.Text.Json.Nodes;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>Tasks as models read them.</summary>
internal static class TaskText
{
    /// <summary>A task in a line of a list.</summary>
    public static JsonObject Line(TaskView task) => Describe(task, 200);

    /// <summary>A task that its reader is to work on.</summary>
    public static JsonObject Full(TaskView task) => Describe(task, 10_000);

    private static JsonObject Describe(TaskView task, int maxChars)
    {
        JsonNode? result = Compact.Value(task.Result, maxChars, out _);
        return Compact.Object(
            ("id", task.Id.Value),
            ("title", task.Title),
            ("status", Words<TaskItemStatus>.Of(task.Status)),
            ("ready", task.Ready ? true : null),
            ("priority", task.Priority == Priority.Normal ? null : Words<Priority>.Of(task.Priority)),
            ("board", task.Board.Value == "default" ? null : task.Board.Value),
            ("assignee", task.Assignee?.Value),
            ("yours_until", Compact.Time(task.LeaseExpiresAt)),
            ("depends_on", Compact.Texts(task.Dependencies.Take(20))),
            ("part_of", task.ParentId?.Value),
            ("required_capabilities", Compact.Texts(task.RequiredCapabilities.Take(20))),
            ("labels", Compact.Texts(task.Labels.Take(20))),
            ("reason", task.Reason is { } reason ? Compact.Cut(reason, maxChars) : null),
            ("over_budget", task.OverBudget),
            ("description", task.Description is { } text ? Compact.Cut(text, maxChars) : null),
            ("result", result));
    }
}
