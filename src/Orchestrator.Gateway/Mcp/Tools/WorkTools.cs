using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Gateway.Tasks;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>Tools for the task that an agent has.</summary>
internal static class WorkTools
{
    private static readonly ToolParameter<TaskId?> Task = ToolParameters.Id<TaskId>("task_id", "The task.").Required();
    private static readonly ToolParameter<JsonElement?> Outcome = ToolParameters.Json("result", "What came of it: a text or any JSON value, up to 256 KiB.");
    private static readonly ToolParameter<string?> Reason = ToolParameters.Text("reason", "Why, for who looks at it next.", 1_000).Required();
    private static readonly ToolParameter<string?> GoesOn = ToolParameters.OneOf("state", "blocked: you wait for something (the default). unblocked: you go on.", "blocked", "unblocked");
    private static readonly ToolParameter<string?> Why = ToolParameters.Text("reason", "What you wait for.", 1_000);
    private static readonly ToolParameter<string?> How = ToolParameters.OneOf("outcome", "release: others may take it (the default). fail: it can't be done. cancel: nobody wants it any more.", "release", "fail", "cancel");

    /// <summary>The tools.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new()
        {
            Name = "renew_task",
            Description = "Keeps a task that you have for longer.",
            Effect = ToolEffect.Settles,
            Parameters = [Task, TaskTools.Lease],
            Run = static (call, _) => DoAsync(call, (board, id, work) => board.Renew(id, work with { LeaseSeconds = call.Read(TaskTools.Lease) })),
        },
        new()
        {
            Name = "complete_task",
            Description = "Says that a task that you have is done. What depends on it becomes ready.",
            Effect = ToolEffect.Settles,
            Parameters = [Task, Outcome],
            Run = static (call, _) => DoAsync(call, (board, id, work) => board.Complete(id, work with { Result = call.Read(Outcome) })),
        },
        new()
        {
            Name = "block_task",
            Description = "Says that you can't go on with a task that you have, or that you can again. You keep it; keep renewing it.",
            Effect = ToolEffect.Settles,
            Parameters = [Task, GoesOn, Why],
            Run = static (call, _) => DoAsync(call, (board, id, work) => call.Read(GoesOn) == "unblocked"
                ? board.Unblock(id, work)
                : board.Block(id, work with { Reason = call.Read(Why) })),
        },
        new()
        {
            Name = "give_up_task",
            Description = "Ends your work on a task without completing it: gives it back, or says that it failed or is not wanted.",
            Effect = ToolEffect.Ends,
            Parameters = [Task, How, Reason],
            Run = static (call, _) => DoAsync(call, (board, id, work) =>
            {
                WorkOnTask why = work with { Reason = call.Read(Reason) };
                return call.Read(How) switch
                {
                    "fail" => board.Fail(id, why),
                    "cancel" => board.Cancel(id, why),
                    _ => board.Release(id, why),
                };
            }),
        },
    ];

    private static async Task<JsonNode> DoAsync(ToolCall call, Func<ITaskBoardGrain, TaskId, WorkOnTask, Task<Committed<TaskView>>> command)
    {
        TaskId id = call.Read(Task)!.Value;
        var work = new WorkOnTask { AgentId = call.Agent, Epoch = call.Epoch };
        TaskView task = (await command(await TaskEndpoints.BoardAsync(id, call.Grains), id, work)).Value;
        return Compact.Object(
            ("id", task.Id.Value),
            ("status", Contracts.Serialization.Words<TaskItemStatus>.Of(task.Status)),
            ("yours_until", Compact.Time(task.LeaseExpiresAt)));
    }
}
