using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Tasks;

namespace Orchestrator.Gateway.Tasks;

/// <summary>Tasks over HTTP.</summary>
internal static class TaskEndpoints
{
    private static readonly QueryParameter<TaskItemStatus?> Status = Parameters.Word<TaskItemStatus>("status", "Only tasks with this status.");
    private static readonly QueryParameter<TaskBoardId?> Board = Parameters.Id<TaskBoardId>("board", "Only tasks of this board.");
    private static readonly QueryParameter<SessionId?> Session = Parameters.Id<SessionId>("sessionId", "Only tasks of this session.");
    private static readonly QueryParameter<AgentId?> Assignee = Parameters.Id<AgentId>("assignee", "Only tasks that this agent has or is to do.");
    private static readonly QueryParameter<TaskId?> Parent = Parameters.Id<TaskId>("parentId", "Only parts of this task.");
    private static readonly QueryParameter<string?> Label = Parameters.Text("label", "Only tasks with this label.", 100);
    private static readonly QueryParameter<int> Limit = Parameters.Integer("limit", "How many at most.", 1, 500, 100);
    private static readonly QueryParameter<int> Days = Parameters.Integer("days", "How many days back.", 1, 365, 7);

    /// <summary>Maps the endpoints.</summary>
    public static void MapTasks(this IEndpointRouteBuilder api)
    {
        api.MapPost("/tasks:claim-next", NextTask.RunAsync).WithTags("tasks").IsCommand(
            "claimNextTask", "Gives an agent the most urgent ready task that it can do; 204 when there is none");
        RouteGroupBuilder all = api.MapGroup("/tasks").WithTags("tasks");
        all.MapPost("", Create).IsCommand("createTask", "Creates a task");
        all.MapGet("", List).IsQuery("listTasks", "Lists tasks, newest first", [Status, Board, Session, Assignee, Parent, Label, .. Paging.All]);
        all.MapGet("/ready", ListReady).IsQuery(
            "listReadyTasks", "Lists tasks that may be begun, most urgent first", [Board, Session, Label, .. Paging.All]);
        all.MapGet("/waiting", ListWaiting).IsQuery(
            "listWaitingTasks", "Lists blocked tasks and those that wait for others, with the reason", [Board, Limit]);
        all.MapGet("/velocity", GetVelocity).IsQuery("getTaskVelocity", "Counts the tasks completed on each day", Days);

        RouteGroupBuilder one = all.MapGroup("/{id}");
        one.MapGet("", Get).IsRead("getTask", "Reads a task as it is now").HasEntityTag();
        one.MapPatch("", Update).IsCommand("updateTask", "Changes what is given, leaves the rest; a cycle of dependencies is refused").HasEntityTag();
        one.MapGet("/events", ListEvents).IsQuery("listTaskEvents", "Lists every change of a task, oldest first");
        one.MapPost("/assign", (string id, Body<AssignTask> body, IGrainFactory grains) => ChangeAsync(id, grains, (board, task) => board.Assign(task, body.Value)))
            .IsCommand("assignTask", "Says which agent is to do it; without one, nobody");
        MapClaim(one, "/claim", "claimTask", "Gives a ready task to an agent for a time");
        MapClaim(one, "/start", "startTask", "The same, for the agent that it is assigned to");
        MapWork(one, "/renew", "renewTask", "Renews an agent's lease", (board, id, work) => board.Renew(id, work));
        MapWork(one, "/release", "releaseTask", "Gives a task back: it is pending again", (board, id, work) => board.Release(id, work));
        MapWork(one, "/block", "blockTask", "Says that its agent can't go on", (board, id, work) => board.Block(id, work));
        MapWork(one, "/unblock", "unblockTask", "Says that its agent goes on", (board, id, work) => board.Unblock(id, work));
        MapWork(one, "/complete", "completeTask", "Says that it is done", (board, id, work) => board.Complete(id, work));
        MapWork(one, "/fail", "failTask", "Says that it can't be done", (board, id, work) => board.Fail(id, work));
        MapWork(one, "/cancel", "cancelTask", "Says that it is not wanted any more", (board, id, work) => board.Cancel(id, work));
        one.MapPost("/retry", Retry).IsCommand("retryTask", "Makes a failed task pending again");
    }

    private static void MapClaim(RouteGroupBuilder one, string path, string name, string summary) =>
        one.MapPost(path, (string id, Body<ClaimTask> body, IGrainFactory grains) => ChangeAsync(id, grains, (board, task) => board.Claim(task, body.Value)))
            .IsCommand(name, summary);

    private static void MapWork(
        RouteGroupBuilder one, string path, string name, string summary,
        Func<ITaskBoardGrain, TaskId, WorkOnTask, Task<Committed<TaskView>>> command) =>
        one.MapPost(path, (string id, Body<WorkOnTask> body, IGrainFactory grains) => ChangeAsync(id, grains, (board, task) => command(board, task, body.Value)))
            .IsCommand(name, summary);

    private static async Task<Changed<TaskView>> ChangeAsync(
        string id, IGrainFactory grains, Func<ITaskBoardGrain, TaskId, Task<Committed<TaskView>>> change)
    {
        TaskId task = TaskId.Parse(id, "id");
        return new(await change(await BoardAsync(task, grains), task));
    }

    private static async Task<Created<TaskView>> Create(Body<CreateTask> body, IGrainFactory grains, TimeProvider time)
    {
        CreateTask command = body.Value with { Id = body.Value.Id ?? TaskId.OfCommand(time) };
        var board = grains.GetGrain<ITaskBoardGrain>(command.BoardId().Value);
        return new($"/api/v1/tasks/{command.Id}", await board.Create(command));
    }

    private static async Task<Answer<Page<TaskView>>> List(HttpRequest request, TaskQueries tasks, CancellationToken cancellationToken) =>
        new(await tasks.ListAsync(
            new TaskFilter
            {
                Status = Status.Read(request),
                Board = Board.Read(request),
                SessionId = Session.Read(request),
                Assignee = Assignee.Read(request),
                ParentId = Parent.Read(request),
                Label = Label.Read(request),
            },
            Paging.Read(request),
            cancellationToken));

    private static async Task<Answer<Page<TaskView>>> ListReady(HttpRequest request, TaskQueries tasks, CancellationToken cancellationToken)
    {
        PageRequest page = Paging.Read(request);
        return new(await tasks.ListAsync(
            new TaskFilter { Ready = true, Board = Board.Read(request), SessionId = Session.Read(request), Label = Label.Read(request) },
            page with { OrderBy = page.OrderBy ?? "urgency" },
            cancellationToken));
    }

    private static async Task<Answer<Items<WaitingTask>>> ListWaiting(
        HttpRequest request, TaskQueries tasks, CancellationToken cancellationToken) =>
        new(new(await tasks.ListWaitingAsync(Board.Read(request), Limit.Read(request), cancellationToken)));

    private static async Task<Answer<Items<TaskVelocity>>> GetVelocity(
        HttpRequest request, TaskQueries tasks, CancellationToken cancellationToken) =>
        new(new(await tasks.GetVelocityAsync(Days.Read(request), cancellationToken)));

    private static async Task<Answer<Items<TaskChange>>> ListEvents(
        string id, TaskQueries tasks, IGrainFactory grains, CancellationToken cancellationToken)
    {
        TaskId task = TaskId.Parse(id, "id");
        IReadOnlyList<TaskChange> changes = await tasks.ListChangesAsync(task, cancellationToken);
        if (changes.Count == 0) await BoardAsync(task, grains); // nothing yet in the tables, or no task?
        return new(new(changes));
    }

    private static async Task<Answer<TaskView>> Get(string id, IGrainFactory grains)
    {
        TaskId task = TaskId.Parse(id, "id");
        return new(await (await BoardAsync(task, grains)).Get(task));
    }

    private static async Task<Changed<TaskView>> Update(string id, Body<UpdateTask> body, IGrainFactory grains)
    {
        TaskId task = TaskId.Parse(id, "id");
        return new(await (await BoardAsync(task, grains)).Update(task, body.Value));
    }

    private static async Task<Changed<TaskView>> Retry(string id, IGrainFactory grains)
    {
        TaskId task = TaskId.Parse(id, "id");
        return new(await (await BoardAsync(task, grains)).Retry(task));
    }

    /// <summary>The board that a task stands on.</summary>
    internal static async Task<ITaskBoardGrain> BoardAsync(TaskId task, IGrainFactory grains) =>
        grains.GetGrain<ITaskBoardGrain>((await grains.GetGrain<ITaskGrain>(task.Value).GetBoard()).Value);
}
