using System.Text.Json.Nodes;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Gateway.Tasks;
using Orchestrator.Reporting.Tasks;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>Tools that make, find and take tasks.</summary>
internal static class TaskTools
{
    private static readonly ToolParameter<string?> Title = ToolParameters.Text("title", "What is to be done, in a line.", 200).Required();
    private static readonly ToolParameter<string?> Description = ToolParameters.Text("description", "More about it: all that whoever takes it must know.", 10_000);
    private static readonly ToolParameter<Priority?> Priority = ToolParameters.Word<Priority>("priority", "How urgent it is; normal when absent.");
    private static readonly ToolParameter<SessionId?> Session = ToolParameters.Id<SessionId>("session_id", "The session it belongs to.");
    private static readonly ToolParameter<TaskBoardId?> OnBoard = ToolParameters.Id<TaskBoardId>("board", "The board it stands on; the session's, or default, when absent.");
    private static readonly ToolParameter<AgentId?> Assignee = ToolParameters.Id<AgentId>("assignee", "The agent that is to do it; anyone when absent.");
    private static readonly ToolParameter<IReadOnlyList<TaskId>?> DependsOn = ToolParameters.Ids<TaskId>("depends_on", "Tasks of the same board that must be completed before.", CreateTask.MaxDependencies);
    private static readonly ToolParameter<TaskId?> PartOf = ToolParameters.Id<TaskId>("part_of", "The task of the same board that it is a part of.");
    private static readonly ToolParameter<IReadOnlyList<string>?> Labels = ToolParameters.Texts("labels", "Words to find it by.", 100, 100);
    private static readonly ToolParameter<IReadOnlyList<string>?> Required = ToolParameters.Texts("required_capabilities", "What an agent must be able to do to get it.", 100, 200);

    private static readonly ToolParameter<TaskBoardId?> Board = ToolParameters.Id<TaskBoardId>("board", "Only this board; that of a session is called like it.");
    private static readonly ToolParameter<string?> Label = ToolParameters.Text("label", "Only tasks with this label.", 100);
    private static readonly ToolParameter<long?> Limit = ToolParameters.Integer("limit", "How many at most.", 1, 100, 10);

    private static readonly ToolParameter<TaskId?> ThisOne = ToolParameters.Id<TaskId>("task_id", "This task, instead of the next one.");
    private static readonly ToolParameter<IReadOnlyList<string>?> Capabilities = ToolParameters.Texts("capabilities", "What you can do; tasks that require more are passed over.", 100, 200);

    /// <summary>For how long a task is the caller's.</summary>
    public static ToolParameter<double?> Lease { get; } = ToolParameters.Number(
        "lease_seconds", "For how many seconds it is yours; signs of life renew it, then it goes to others.", 1, 86_400, 900);

    /// <summary>The tools.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new()
        {
            Name = "create_task",
            Description = "Puts a task on a board. Who asks for work with claim_next_task gets it once all it depends on is completed.",
            Effect = ToolEffect.Adds,
            Parameters = [Title, Description, Priority, Session, OnBoard, Assignee, DependsOn, PartOf, Labels, Required, ToolParameters.Key],
            Run = CreateAsync,
        },
        new()
        {
            Name = "ready_tasks",
            Description = "Lists tasks that may be begun now, most urgent first, without taking one.",
            Effect = ToolEffect.Reads,
            Acts = false,
            Parameters = [Board, Label, Limit, Compact.Cursor],
            Run = ListAsync,
        },
        new()
        {
            Name = "claim_next_task",
            Description = "Takes the most urgent ready task that you can do, or the one you name; nobody else gets it meanwhile. End it with complete_task, block_task or give_up_task. Without a task there is none now.",
            Effect = ToolEffect.Adds,
            Parameters = [ThisOne, Board, Capabilities, Lease, ToolParameters.Key],
            Run = ClaimAsync,
        },
        .. WorkTools.All,
    ];

    private static async Task<JsonNode> CreateAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var command = new CreateTask
        {
            Id = TaskId.OfCommand(call.Services.Time),
            Title = call.Read(Title)!,
            Description = call.Read(Description),
            Priority = call.Read(Priority) ?? Contracts.Conversations.Priority.Normal,
            SessionId = call.Read(Session),
            Board = call.Read(OnBoard),
            Assignee = call.Read(Assignee),
            Dependencies = call.Read(DependsOn),
            ParentId = call.Read(PartOf),
            Labels = call.Read(Labels),
            RequiredCapabilities = call.Read(Required),
            CreatedBy = call.Agent,
        };
        TaskView task = (await call.Grains.GetGrain<ITaskBoardGrain>(command.BoardId().Value).Create(command)).Value;
        return Compact.Object(("id", task.Id.Value), ("board", task.Board.Value), ("ready", task.Ready));
    }

    private static async Task<JsonNode> ListAsync(ToolCall call, CancellationToken cancellationToken)
    {
        await call.Services.CatchUpAsync(cancellationToken);
        var filter = new TaskFilter { Ready = true, Board = call.Read(Board), Label = call.Read(Label) };
        return Compact.Page(
            await call.Services.Tasks.ListAsync(filter, Compact.PageOf(call, call.Read(Limit)!.Value, "urgency"), cancellationToken), "tasks", TaskText.Line);
    }

    private static async Task<JsonNode> ClaimAsync(ToolCall call, CancellationToken cancellationToken)
    {
        double lease = call.Read(Lease)!.Value;
        Committed<TaskView>? claimed = call.Read(ThisOne) is { } one
            ? await (await TaskEndpoints.BoardAsync(one, call.Grains)).Claim(one, new ClaimTask { AgentId = call.Agent, Epoch = call.Epoch, LeaseSeconds = lease })
            : await NextTask.ClaimAsync(
                new ClaimNextTask { AgentId = call.Agent, Epoch = call.Epoch, Board = call.Read(Board), Capabilities = call.Read(Capabilities), LeaseSeconds = lease },
                call.Services.Tasks,
                call.Grains,
                call.Services.Journal,
                call.Services.Freshness,
                cancellationToken);
        return Compact.Object(("task", claimed is null ? null : TaskText.Full(claimed.Value)));
    }
}
