using Orchestrator.Contracts.Journaling;
using Orchestrator.Journal;

namespace Orchestrator.Streams.Tests;

public sealed class SubjectTests
{
    private const string At = "\"at\":\"2026-01-31T12:00:00.000Z\"";

    [Theory]
    [InlineData("agent/coder", """{"event":"agent-went-offline"}""", "coder", "")]
    [InlineData("mailbox/coder", """{"event":"messages-acknowledged","messages":["m"],"by":"tester"}""", "coder tester", "")]
    [InlineData("mailbox/session:demo", """{"event":"messages-queued","messages":[]}""", "", "demo")]
    [InlineData("budget/agent:coder", """{"event":"budget-settled","scope":"agent:coder"}""", "coder", "")]
    [InlineData("budget/session:demo", """{"event":"budget-set","scope":"session:demo"}""", "", "demo")]
    [InlineData("session/demo", """{"event":"session-created","id":"demo","mainAgentId":"director"}""", "director", "demo")]
    [InlineData("session-files/demo", """{"event":"session-used-project","project":"/srv/app"}""", "", "demo")]
    [InlineData("task-board/demo", """{"event":"task-completed","taskId":"t","agentId":"coder"}""", "coder", "demo")]
    [InlineData("task-board/other", """{"event":"task-created","taskId":"t","sessionId":"demo","assignee":"coder","createdBy":"planner"}""", "coder planner", "demo other")]
    [InlineData("conversation/x", """{"event":"message-sent","from":"planner","to":["coder","tester"],"sessionId":"demo"}""", "coder planner tester", "demo")]
    [InlineData("conversation/session:demo", """{"event":"message-sent","from":"planner","to":"session:demo"}""", "planner", "demo")]
    [InlineData("conversation/team:x", """{"event":"message-sent","from":"planner","to":"any-of:team:x"}""", "planner", "")]
    [InlineData("agent/coder", """{"event":"agent-registered","id":"coder","profile":{"sessionId":"demo","parentId":"planner"}}""", "coder planner", "demo")]
    [InlineData("project-files/x", """{"event":"files-reserved","agentId":"coder","sessionId":"demo"}""", "coder", "demo")]
    [InlineData("session/demo", """{"event":"session-event-logged","eventData":{"agentId":"not-a-field-of-ours"}}""", "", "demo")]
    public void An_event_belongs_to_whom_its_grain_is_and_whom_its_fields_name(string grain, string json, string agents, string sessions)
    {
        JournalEntry row = Rows.Of(grain, $"{json[..^1]},{At}}}");
        EventEnvelope envelope = Assert.Single(EventDecoder.Decode(row));

        Subjects subjects = Subjects.Of(envelope);

        Assert.Equal(agents, string.Join(' ', subjects.Agents.Order(StringComparer.Ordinal)));
        Assert.Equal(sessions, string.Join(' ', subjects.Sessions.Order(StringComparer.Ordinal)));
    }
}
