using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Seeds;

/// <summary>The queries about tasks that the seed documents print, as they are printed, and what they must answer.</summary>
public sealed class TaskQueryTests
{
    [Fact]
    public async Task S4_getTaskVelocity()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Story story = new() { Now = now.AddDays(-9) };
        Done(story, "old");
        story.Now = now.AddDays(-3);
        Done(story, "one");
        Done(story, "two");
        story.Now = now.AddMinutes(-2);
        Done(story, "today");
        story.Board("default", at => Created("open", at));
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        List<Dictionary<string, object?>> velocity = room.Sql(
            """
            SELECT 
              DATE(timestamp) as date,
              COUNT(*) as completed_tasks
            FROM task_events 
            WHERE event_type = 'completed' 
              AND timestamp >= datetime('now', '-7 days')
            GROUP BY DATE(timestamp)
            ORDER BY date
            """);

        long[] counts = [.. velocity.Select(day => (long)day["completed_tasks"]!)];
        Assert.Equal(3, counts.Sum()); // three days ago may be two days, around midnight
        Assert.Equal($"{now.AddDays(-3).AddSeconds(10).UtcDateTime:yyyy-MM-dd}", $"{velocity[counts.Length - 2]["date"]}");
        Assert.Equal(1, counts[^1]);
    }

    [Fact]
    public async Task S4_task_events()
    {
        Story story = new Story().Board("default", at => Created("t", at), at => new TaskAssigned { At = at, TaskId = Id("t"), Assignee = AgentId.Parse("builder") });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        List<Dictionary<string, object?>> events = room.Sql(
            "SELECT id, task_id, event_type, previous_status, new_status, assigned_to, changed_by, details, timestamp FROM task_events WHERE task_id = ? ORDER BY id", "t");

        Assert.Equal(["created", "assigned"], events.Select(change => change["event_type"]));
        Assert.Equal(("pending", "assigned", "builder"), (events[1]["previous_status"], events[1]["new_status"], events[1]["assigned_to"]));
    }

    private static TaskId Id(string id) => TaskId.Parse(id);

    private static TaskCreated Created(string id, DateTimeOffset at) =>
        new() { At = at, TaskId = Id(id), Title = id, Priority = Priority.Normal };

    private static void Done(Story story, string id) => story.Board(
        "default",
        at => Created(id, at),
        at => new TaskClaimed { At = at, TaskId = Id(id), AgentId = AgentId.Parse("a"), Until = at.AddMinutes(5) },
        at => new TaskCompleted { At = at, TaskId = Id(id), AgentId = AgentId.Parse("a") });
}
