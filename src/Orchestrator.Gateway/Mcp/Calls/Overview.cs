using System.Text.Json.Nodes;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Gateway.Mcp.Tools;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Tasks;

namespace Orchestrator.Gateway.Mcp.Calls;

/// <summary>How things stand, on one screen: for the tool, the resources and the prompts alike. Looking changes nothing.</summary>
internal static class Overview
{
    private const int MaxAgents = 20;
    private const int MaxEvents = 10;
    private const int MaxTasks = 50;
    private const int MaxMessages = 20;

    /// <summary>A session: its agents, its tasks by status and its last events.</summary>
    /// <exception cref="Contracts.Errors.NotFoundException">There is none.</exception>
    public static async Task<JsonObject> OfSessionAsync(McpServices services, SessionId id, CancellationToken cancellationToken)
    {
        SessionView session = await services.Grains.GetGrain<ISessionGrain>(id.Value).Get();
        Page<AgentView> agents = await services.Agents.ListAsync(new AgentFilter { SessionId = id }, new PageRequest { PageSize = MaxAgents }, cancellationToken);
        Page<SessionEventView> events = await services.Sessions.ListEventsAsync(
            id, null, new PageRequest { PageSize = MaxEvents, OrderBy = "timestamp desc" }, cancellationToken);
        return Compact.Object(
            ("id", id.Value),
            ("name", session.Name),
            ("status", Words<SessionStatus>.Of(session.Status)),
            ("project_path", session.ProjectPath),
            ("branch", session.Branch),
            ("summary", session.Summary is { } summary ? Compact.Cut(summary, 1_000) : null),
            ("last_activity", Compact.Time(session.LastActivity)),
            ("agents", agents.Total == 0 ? null : new JsonArray([.. agents.Items.Select(agent => (JsonNode)$"{agent.Id} ({Words<AgentLiveness>.Of(agent.Liveness)})")])),
            ("more_agents", agents.Total > agents.Items.Count ? agents.Total - agents.Items.Count : null),
            ("tasks", await CountTasksAsync(services, id, cancellationToken)),
            ("event_count", session.EventCount),
            ("last_events", events.Total == 0 ? null : new JsonArray([.. events.Items.Select(Describe)])));
    }

    /// <summary>An inbox: what waits in it and what its agent has in hand. Nothing is taken out.</summary>
    public static async Task<JsonObject> OfInboxAsync(McpServices services, AgentId agent, CancellationToken cancellationToken)
    {
        MailboxCounts counts = await services.Mailboxes.GetAsync(agent, cancellationToken);
        IReadOnlyList<OpenDelivery> open = await services.Mailboxes.ListOpenAsync(agent, MaxMessages, cancellationToken);
        int share = MessageText.Share(500, open.Count);
        var messages = new JsonArray();
        foreach (OpenDelivery delivery in open)
        {
            if (await services.Messages.GetAsync(delivery.MessageId, cancellationToken) is not { } message) continue;
            JsonObject line = MessageText.Describe(message, share, withTo: false);
            line["state"] = delivery.InHand ? "in hand" : "waiting";
            messages.Add(line);
        }

        return Compact.Object(
            ("agent", agent.Value),
            ("waiting", counts.Pending + counts.Queued),
            ("in_hand", counts.Leased),
            ("dead_letters", counts.DeadLetters == 0 ? null : counts.DeadLetters),
            ("messages", messages.Count == 0 ? null : messages));
    }

    /// <summary>A board: its open tasks, ready ones first.</summary>
    public static async Task<JsonObject> OfBoardAsync(McpServices services, TaskBoardId board, CancellationToken cancellationToken)
    {
        var tasks = new JsonArray();
        var counts = new JsonObject();
        foreach (TaskItemStatus status in Enum.GetValues<TaskItemStatus>())
        {
            bool open = status is TaskItemStatus.Pending or TaskItemStatus.Assigned or TaskItemStatus.InProgress or TaskItemStatus.Blocked;
            Page<TaskView> page = await services.Tasks.ListAsync(
                new TaskFilter { Board = board, Status = status }, new PageRequest { PageSize = open ? MaxTasks : 1, OrderBy = "urgency" }, cancellationToken);
            if (page.Total > 0) counts[Words<TaskItemStatus>.Of(status)] = page.Total;
            if (!open) continue;
            foreach (TaskView task in page.Items) tasks.Add(TaskText.Line(task));
        }

        return Compact.Object(("board", board.Value), ("counts", counts), ("open", tasks));
    }

    /// <summary>The tasks that an agent has or is to do.</summary>
    public static async Task<IReadOnlyList<TaskView>> TasksOfAsync(McpServices services, AgentId agent, CancellationToken cancellationToken)
    {
        List<TaskView> tasks = [];
        foreach (TaskItemStatus status in (TaskItemStatus[])[TaskItemStatus.InProgress, TaskItemStatus.Blocked, TaskItemStatus.Assigned])
        {
            tasks.AddRange((await services.Tasks.ListAsync(
                new TaskFilter { Assignee = agent, Status = status }, new PageRequest { PageSize = MaxTasks, OrderBy = "urgency" }, cancellationToken)).Items);
        }

        return tasks;
    }

    private static async Task<JsonObject?> CountTasksAsync(McpServices services, SessionId session, CancellationToken cancellationToken)
    {
        var counts = new JsonObject();
        foreach (TaskItemStatus status in Enum.GetValues<TaskItemStatus>())
        {
            long count = (await services.Tasks.ListAsync(new TaskFilter { SessionId = session, Status = status }, new PageRequest { PageSize = 1 }, cancellationToken)).Total;
            if (count > 0) counts[Words<TaskItemStatus>.Of(status)] = count;
        }

        return counts.Count == 0 ? null : counts;
    }

    /// <summary>An event of a session in a line.</summary>
    public static JsonObject Describe(SessionEventView logged) => Compact.Object(
        ("at", Compact.Time(logged.Timestamp)),
        ("type", logged.EventType),
        ("agent", logged.AgentId?.Value),
        ("data", Compact.Value(logged.EventData, 300, out _)));
}
