using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary>A task for people.</summary>
internal static class TaskText
{
    /// <summary>All that is known of it.</summary>
    public static void Show(CliOutput output, TaskView task) => output.Fields(
    [
        ("id", task.Id.Value),
        ("title", task.Title),
        ("description", task.Description),
        ("status", Words<TaskItemStatus>.Of(task.Status)),
        ("ready", task.Ready ? "yes" : null),
        ("priority", Words<Contracts.Conversations.Priority>.Of(task.Priority)),
        ("board", task.Board.Value),
        ("assignee", task.Assignee?.Value),
        ("lease until", Texts.Of(task.LeaseExpiresAt)),
        ("depends on", Texts.Of([.. task.Dependencies.Select(id => id.Value)])),
        ("part of", task.ParentId?.Value),
        ("labels", Texts.Of(task.Labels)),
        ("requires", Texts.Of(task.RequiredCapabilities)),
        ("reason", task.Reason),
        ("over budget", task.OverBudget),
        ("result", Texts.Of(task.Result)),
        ("created", Texts.Of(task.CreatedAt)),
        ("started", Texts.Of(task.StartedAt)),
        ("ended", Texts.Of(task.EndedAt)),
    ]);
}
