using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Seeds;

/// <summary>The queries that the seed documents print, as they are printed, and what they must answer.</summary>
public sealed class SeedQueryTests
{
    private static readonly string Direct = ConversationId.Direct(AgentId.Parse("agent1"), AgentId.Parse("agent2")).Value;

    // The queries compare with the database's own now.
    private static Story Recent() => new() { Now = TimeProvider.System.GetUtcNow().AddMinutes(-2) };

    [Fact]
    public async Task S0_getActiveSession()
    {
        Story story = new Story().StartSession("first").StartSession("second").StartSession("third");
        story.Session("third", at => new SessionEnded { At = at });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Dictionary<string, object?> session = room.Sql(
            """
            SELECT * FROM sessions 
            WHERE status = 'active' 
            ORDER BY start_time DESC 
            LIMIT 1
            """).Single();

        Assert.Equal(("second", "/workspace/project", "2026-11-20 08:00:02.000"), (session["id"], session["project_path"], session["start_time"]));
    }

    [Fact]
    public async Task S0_a_session_that_ended()
    {
        Story story = new Story().StartSession("s1", s => s with
        {
            MainAgentId = AgentId.Parse("test"),
            Metadata = Json.Parse("""{"purpose":"test session"}"""),
        });
        story.Session("s1", at => new SessionEnded { At = at, Summary = "Test completed successfully" });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Dictionary<string, object?> session = room.Sql("SELECT * FROM sessions WHERE id = ?", "s1").Single();

        Assert.Equal("completed", session["status"]);
        Assert.Equal("2026-11-20 08:00:02.000", session["end_time"]);
        Assert.Equal("test", session["main_agent_id"]);
        Assert.Equal("""{"purpose":"test session","summary":"Test completed successfully"}""", session["metadata"]);
        Assert.Equal("""{"purpose":"test session"}""", session["metadata_json"]);
    }

    [Fact]
    public async Task S0_getActiveAgents()
    {
        Story story = Recent();
        DateTimeOffset now = story.Now;
        story.Now = now.AddMinutes(-10);
        story.Register("late").Beat("late");
        story.Now = now;
        story.Register("active").Beat("active").Register("busy").Beat("busy", to: AgentStatus.Busy).Register("idle").Beat("idle", to: AgentStatus.Idle)
            .Register("silent");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        List<Dictionary<string, object?>> agents = room.Sql(
            """
            SELECT * FROM agents 
            WHERE status IN ('active', 'busy') 
            AND last_heartbeat > datetime('now', '-5 minutes')
            """);

        Assert.Equal(["active", "busy"], agents.Select(agent => agent["id"]).Order());
    }

    [Fact]
    public async Task S0_getConversation()
    {
        Story story = new Story().Send("m1", "agent1", "agent2", "Please analyze session", with: m => m with
        {
            Type = MessageType.Request,
            SessionId = SessionId.Parse("s1"),
            Context = Json.Parse("""{"priority":"high"}"""),
        });
        story.Send("m2", "agent2", "agent1", "done", with: m => m with { ResponseTo = MessageId.Parse("m1") }).Send("m3", "agent1", "other", "no");
        story.Queue("agent2", Direct, "m1").Acknowledge("agent2", "m1");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        List<Dictionary<string, object?>> conversation = room.Sql(
            """
            SELECT * FROM messages 
            WHERE (from_agent = ? AND to_agent = ?) OR (from_agent = ? AND to_agent = ?)
            ORDER BY timestamp DESC 
            LIMIT ?
            """,
            "agent1", "agent2", "agent2", "agent1", 50);

        Assert.Equal(["m2", "m1"], conversation.Select(message => message["id"]));
        Assert.Equal(("Please analyze session", "request", """{"priority":"high"}""", 1L), (
            conversation[1]["content"], conversation[1]["message_type"], conversation[1]["context"], conversation[1]["processed"]));
        Assert.Equal(("m1", 0L), (conversation[0]["response_to"], conversation[0]["processed"]));
    }

    [Fact]
    public async Task S0_messages_and_events_of_a_session()
    {
        Story story = new Story().StartSession("s1")
            .Send("m1", "main-agent", "handover", "Create handover document", with: m => m with { SessionId = SessionId.Parse("s1") })
            .Log("s1", "handover_created", "handover", new { documentPath = "/path/to/handover.md" });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Single(room.Sql("SELECT * FROM messages WHERE session_id = ?", "s1"));
        Dictionary<string, object?> logged = room.Sql("SELECT * FROM session_events WHERE session_id = ?", "s1").Single();
        Assert.Equal(("handover_created", "handover", """{"documentPath":"/path/to/handover.md"}"""), (logged["event_type"], logged["agent_id"], logged["event_data"]));
    }

    [Fact]
    public async Task S1_agent_workspaces()
    {
        Story story = new Story().Register("a", new AgentProfile
        {
            Team = "red",
            CycleCount = 4,
            Efficiency = 0.5,
            IntegrationComponents = new Dictionary<string, string> { ["messaging"] = "active", ["discord"] = "testing" },
        }).Register("b");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Dictionary<string, object?> a = room.Sql("SELECT * FROM agent_workspaces WHERE agent_id = 'a'").Single();
        Dictionary<string, object?> b = room.Sql("SELECT * FROM agent_workspaces WHERE agent_id = 'b'").Single();

        Assert.Equal(("red", 4L, 0.5, "2026-11-20 08:00:01.000"), (a["team"], a["cycle_count"], a["coordination_efficiency"], a["last_cycle"]));
        Assert.Equal(("mixed", "active", "testing", "pending"), (
            a["integration_status"], a["messaging_system_status"], a["discord_commander_status"], a["core_systems_status"]));
        Assert.Equal("""["messaging","discord"]""", a["integration_components"]);
        Assert.Equal(("pending", "[]", 0L), (b["integration_status"], b["integration_components"], b["tasks_completed"]));
    }

    [Fact]
    public async Task S3_aggregates()
    {
        Story story = new Story().StartSession("s1").StartSession("s2").StartSession("s3");
        story.Session("s3", at => new SessionTerminated { At = at, Reason = "why" });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal(3L, room.Scalar("SELECT COUNT(id) FROM sessions"));
        Assert.Equal(
            ["active 2", "terminated 1"],
            room.Sql("SELECT status, COUNT(id) AS result FROM sessions GROUP BY status ORDER BY status").Select(row => $"{row["status"]} {row["result"]}"));
        Dictionary<string, object?> ended = room.Sql("SELECT * FROM sessions WHERE status = ? AND created_at > ?", "terminated", "2024-01-01").Single();
        Assert.Equal(("why", "2026-11-20 08:00:04.000", "2026-11-20 08:00:04.000"), (ended["termination_reason"], ended["terminated_at"], ended["last_activity"]));
        Assert.Equal("s2", room.Sql("SELECT id FROM sessions_fts WHERE sessions_fts MATCH 's2'").Single()["id"]);
    }

    [Theory]
    [InlineData("sessions", "id project_path start_time end_time status main_agent_id metadata created_at")]
    [InlineData("agents", "id name type workspace_path status pid mcp_port capabilities config last_heartbeat created_at")]
    [InlineData("messages", "id session_id from_agent to_agent message_type content context timestamp processed response_to")]
    [InlineData("session_events", "id session_id event_type agent_id event_data timestamp")]
    [InlineData("agent_messages", "message_id from_agent to_agent priority tags content sent_at processed_at status pyautogui_coordinates delivery_method delivery_status retry_count max_retries delivery_time_ms coordinate_validation_status")]
    [InlineData("agent_workspaces", "agent_id team specialization captain status last_cycle current_focus cycle_count tasks_completed coordination_efficiency v2_compliance last_updated integration_status integration_components integration_tests_passed integration_tests_total messaging_system_status discord_commander_status core_systems_status")]
    [InlineData("conversations", "id title description status task_id created_by_agent_id participant_count message_count metadata created_at updated_at completed_at")]
    [InlineData("messages", "id conversation_id sender_agent_id message_type content metadata parent_message_id thread_id is_edited edit_count created_at updated_at")]
    [InlineData("conversation_participants", "id conversation_id agent_id role joined_at left_at is_active message_count last_read_message_id")]
    [InlineData("agents", "total_conversations total_messages_sent average_response_time last_conversation_at current_task branch uncommitted_changes")]
    [InlineData("sessions", "id type name status branch workspace created_at last_activity metadata_json termination_reason terminated_at")]
    [InlineData("messages", "id type priority sender receiver timestamp content_json metadata_json requires_response response_deadline retry_count max_retries delivered delivered_at failed failure_reason")]
    public async Task The_columns_of_the_seeds_tables_are_there(string table, string columns)
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story());

        Assert.Empty(room.Sql($"SELECT {columns.Replace(' ', ',')} FROM {table}"));
    }

    [Fact]
    public async Task S3_departments()
    {
        Story story = new Story().StartSession("s1");
        story.Row(
            "department/d1",
            "department-created",
            """[{"event":"department-created","at":"2026-11-20T08:00:01Z","id":"d1","sessionId":"s1","name":"data-processor","domain":"data","isActive":true}]""");
        story.Row(
            "department/d1",
            "department-updated",
            """[{"event":"department-updated","at":"2026-11-20T08:00:05Z","change":{"isActive":false,"currentTask":"task-456"}}]""");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Dictionary<string, object?> department = room.Sql(
            "SELECT id, name, domain, session_id, is_active, current_task, created_at, updated_at FROM departments").Single();

        Assert.Equal(
            ["d1", "data-processor", "data", "s1", 0L, "task-456", "2026-11-20 08:00:01.000", "2026-11-20 08:00:05.000"],
            department.Values);
    }
}
