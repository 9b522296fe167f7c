using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Agents;

public sealed class AgentTests
{
    private static readonly PageRequest FirstPage = new();

    private static AgentId Id(string text) => AgentId.Parse(text);

    private static readonly AgentProfile Full = new()
    {
        WorkspacePath = "/workspace/a",
        Capabilities = ["code", "review"],
        Config = Json.Parse("""{"model":"x"}"""),
        Pid = 42,
        McpPort = 9000,
        ParentId = Id("boss"),
        SessionId = SessionId.Parse("s1"),
        Team = "red",
        Department = "storage",
        Captain = "Agent-4",
        Specialization = "databases",
        CurrentFocus = "schema",
        CurrentTask = "task_1",
        Branch = "main",
        UncommittedChanges = 3,
        CycleCount = 12,
        TasksCompleted = 5,
        Efficiency = 0.75,
        IntegrationComponents = new Dictionary<string, string> { ["messaging"] = "active", ["discord"] = "pending" },
        Delivery = new DeliveryEndpoints { Method = DeliveryMethod.Tmux, TmuxPane = "main:0.1", Coordinates = new ScreenPoint { X = 3, Y = 4 } },
    };

    [Fact]
    public async Task An_agent_reads_as_it_registered_and_is_offline_before_its_first_heartbeat()
    {
        Story story = new Story().Register("a", Full);
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        AgentView agent = (await room.Agents.GetAsync(Id("a"), default))!;

        Assert.Equal(Json.Of(Full), Json.Of(agent.ToProfile()));
        Assert.Equal((AgentStatus.Inactive, AgentLiveness.Offline, 1L), (agent.Status, agent.Liveness, agent.Epoch));
        Assert.Equal((story.Now, story.Now), (agent.CreatedAt, agent.RegisteredAt));
        Assert.Null(agent.LastHeartbeat);
    }

    [Fact]
    public async Task A_heartbeat_brings_status_metrics_and_task()
    {
        Story story = new Story().Register("a").Beat("a");
        story.Agent("a", at => new AgentHeartbeatRecorded
        {
            At = at,
            CurrentTask = "now",
            Metrics = new Dictionary<string, double> { ["cpu"] = 12.5, ["x y\"z"] = -1e300 },
        });
        DateTimeOffset heard = story.Now;
        story.Agent("a", at => new AgentHeartbeatRecorded { At = at });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        AgentView agent = (await room.Agents.GetAsync(Id("a"), default))!;

        Assert.Equal((AgentStatus.Active, AgentLiveness.Alive, "now"), (agent.Status, agent.Liveness, agent.CurrentTask));
        Assert.Equal((12.5, -1e300), (agent.Metrics!["cpu"], agent.Metrics["x y\"z"]));
        Assert.Equal(heard.AddSeconds(1), agent.LastHeartbeat);
    }

    [Fact]
    public async Task An_update_leaves_what_it_does_not_name()
    {
        Story story = new Story().Register("a", Full);
        story.Agent("a", at => new AgentUpdated { At = at, Change = new AgentProfile { Team = "blue", UncommittedChanges = 0 } });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        AgentView agent = (await room.Agents.GetAsync(Id("a"), default))!;

        Assert.Equal(Json.Of(Full with { Team = "blue", UncommittedChanges = 0 }), Json.Of(agent.ToProfile()));
    }

    [Fact]
    public async Task A_new_incarnation_starts_from_what_it_tells_but_keeps_when_it_first_registered()
    {
        Story story = new Story().Register("a", Full);
        DateTimeOffset first = story.Now;
        story.Beat("a").Register("a", new AgentProfile { Team = "green" }, epoch: 2);
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        AgentView agent = (await room.Agents.GetAsync(Id("a"), default))!;

        Assert.Equal((2L, AgentStatus.Inactive, AgentLiveness.Offline), (agent.Epoch, agent.Status, agent.Liveness));
        Assert.Equal((first, story.Now), (agent.CreatedAt, agent.RegisteredAt));
        Assert.Equal("green", agent.Team);
        Assert.Null(agent.CurrentTask);
        Assert.Null(agent.LastHeartbeat);
        Assert.Null(agent.Metrics);
    }

    [Fact]
    public async Task An_agent_that_went_offline_shows_when_it_was_last_heard_of()
    {
        Story story = new Story().Register("a").Beat("a");
        DateTimeOffset heard = story.Now.AddSeconds(30);
        story.Now = story.Now.AddMinutes(6);
        story.Agent("a", at => new AgentWentOffline { At = at, From = AgentStatus.Active, LastHeartbeat = heard });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        AgentView agent = (await room.Agents.GetAsync(Id("a"), default))!;

        Assert.Equal((AgentStatus.Offline, AgentLiveness.Offline, heard), (agent.Status, agent.Liveness, agent.LastHeartbeat!.Value));
    }

    [Fact]
    public async Task Active_agents_are_those_heard_of_in_the_last_five_minutes()
    {
        Story story = new Story().Register("old").Beat("old").Register("idle").Beat("idle", to: AgentStatus.Idle);
        story.Now = story.Now.AddMinutes(4);
        story.Register("new").Beat("new").Register("busy").Beat("busy", to: AgentStatus.Busy).Register("silent");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        room.Time.Now = story.Now.AddMinutes(2);
        IReadOnlyList<AgentView> active = await room.Agents.ListActiveAsync(default);

        Assert.Equal(["busy", "new"], active.Select(a => a.Id.Value));
        room.Time.Now = story.Now.AddMinutes(30);
        Assert.Empty(await room.Agents.ListActiveAsync(default));
    }

    [Fact]
    public async Task Agents_are_listed_by_filter_and_order()
    {
        Story story = new Story().Register("a1", Full).Register("a2", new AgentProfile { Team = "red" }, type: "reviewer").Register("b1");
        story.Beat("a2");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        async Task<string> List(AgentFilter filter, string? order = null) => string.Join(
            ' ', (await room.Agents.ListAsync(filter, new PageRequest { OrderBy = order }, default)).Items.Select(a => a.Id.Value));

        Assert.Equal("b1 a2 a1", await List(new AgentFilter()));
        Assert.Equal("a1 a2 b1", await List(new AgentFilter(), "name asc"));
        Assert.Equal("a2 a1", await List(new AgentFilter { Team = "red" }));
        Assert.Equal("a2", await List(new AgentFilter { Team = "red", Type = "reviewer" }));
        Assert.Equal("a1", await List(new AgentFilter { Department = "storage" }));
        Assert.Equal("a2", await List(new AgentFilter { Status = AgentStatus.Active }));
        Assert.Equal("a1", await List(new AgentFilter { SessionId = SessionId.Parse("s1") }));
        Assert.Equal("a2 a1", await List(new AgentFilter { Name = "A" }));
    }

    [Fact]
    public async Task A_deleted_agent_is_gone_and_may_come_back()
    {
        Story story = new Story().Register("a", Full);
        story.Agent("a", at => new AgentDeleted { At = at });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);
        Assert.Null(await room.Agents.GetAsync(Id("a"), default));

        Story again = new Story { Now = story.Now }.Register("a", epoch: 2);
        room.Memory.Add(again.Rows);
        await room.CaughtUpAsync();

        AgentView agent = (await room.Agents.GetAsync(Id("a"), default))!;
        Assert.Equal((again.Now, 2L), (agent.CreatedAt, agent.Epoch));
        Assert.Equal(1, (await room.Agents.ListAsync(new AgentFilter(), FirstPage, default)).Total);
    }

    [Fact]
    public async Task Statistics_count_messages_from_before_the_agent_registered()
    {
        Story story = new Story().Send("m1", "a", "b", "hello").Send("m2", "b", "a", "yes", with: m => m with
        {
            ResponseTo = MessageId.Parse("m1"),
        });
        string conversation = ConversationId.Direct(Id("a"), Id("b")).Value;
        story.Queue("b", conversation, "m1").Lease("b", TimeSpan.FromMinutes(1), "m1").Acknowledge("b", "m1");
        DateTimeOffset acknowledged = story.Now;
        story.Register("a").Register("b");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        AgentStatistics a = (await room.Agents.GetStatisticsAsync(Id("a"), default))!;
        AgentStatistics b = (await room.Agents.GetStatisticsAsync(Id("b"), default))!;

        Assert.Equal((1L, 1L, 1L, 1L, 0L), (a.TotalConversations, a.TotalMessagesSent, a.TotalMessagesReceived, a.PendingMessages, a.AcknowledgedMessages));
        Assert.Equal((0L, 1L, 4000.0), (b.PendingMessages, b.AcknowledgedMessages, b.AverageDeliveryTimeMs!.Value));
        Assert.Null(a.AverageDeliveryTimeMs);
        Dictionary<string, object?> row = room.Sql("SELECT * FROM agents WHERE id = 'b'").Single();
        Assert.Equal((1L, 1L, 1000.0), (row["total_conversations"], row["total_messages_sent"], row["average_response_time"]));
        Assert.Equal(acknowledged, (await room.Agents.GetAsync(Id("b"), default))!.LastProgress);
        Assert.Null(await room.Agents.GetStatisticsAsync(Id("nobody"), default));
    }

    [Fact]
    public async Task Statistics_of_an_agent_that_only_registered_are_all_zero()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().Register("a"));

        AgentStatistics a = (await room.Agents.GetStatisticsAsync(Id("a"), default))!;

        Assert.Equal(Json.Of(new AgentStatistics
        {
            AgentId = Id("a"),
            TotalConversations = 0,
            TotalMessagesSent = 0,
            TotalMessagesReceived = 0,
            PendingMessages = 0,
            AcknowledgedMessages = 0,
            FailedMessages = 0,
            DeadLetteredMessages = 0,
            ExpiredMessages = 0,
            RetriedMessages = 0,
        }), Json.Of(a));
    }

    [Fact]
    public async Task Activity_tells_what_the_agent_did_and_what_happened_to_it_newest_first()
    {
        Story story = new Story().Register("a").StartSession("s1").Send("m1", "a", "b", "out").Send("m2", "b", "a", "in");
        string conversation = ConversationId.Direct(Id("a"), Id("b")).Value;
        story.Queue("a", conversation, "m2").Acknowledge("a", "m2").Log("s1", "check_completed", "a");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        IReadOnlyList<AgentActivity> activity = await room.Agents.GetActivityAsync(Id("a"), 100, default);

        Assert.Equal(
            [
                "session_event: check_completed in s1 (s1)",
                "message_acknowledged: text from b (m2)",
                "message_received: text from b (m2)",
                $"conversation_joined: as participant in a and b ({conversation})",
                "message_sent: text to b (m1)",
                "registered: as worker, incarnation 1 (a)",
            ],
            activity.Select(a => $"{a.Kind}: {a.Summary} ({a.Reference})"));
        Assert.Equal(story.Now, activity[0].At);
        Assert.Equal(2, (await room.Agents.GetActivityAsync(Id("a"), 2, default)).Count);
    }
}
