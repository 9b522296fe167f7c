using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Reporting.Store;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Conversations;

/// <summary>Each in one batch, and each with a batch for every row.</summary>
public sealed class ResponseTests
{
    private static Task<ReportingRoom> RoomAsync(Story story, bool oneByOne) =>
        ReportingRoom.OfAsync(story, options => options.BatchRows = oneByOne ? 1 : 1000);

    private static Story Ask(bool withDeadline) => new Story().Send("ask", "a", "b", "?", with: sent => sent with
    {
        RequiresResponse = true,
        ResponseDeadline = withDeadline ? sent.At.AddMinutes(10) : null,
    });

    private static Story Answer(Story story, string id, string from) =>
        story.Send(id, from, "a", "!", with: sent => sent with { ResponseTo = MessageId.Parse("ask") });

    private static (object? At, object? Status) Of(ReportingRoom room)
    {
        Dictionary<string, object?> row = Assert.Single(room.Sql("SELECT answered_at, response_status FROM messages WHERE id = 'ask'"));
        return (row["answered_at"], row["response_status"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_is_answered_when_the_mailbox_of_who_asked_says_so(bool oneByOne)
    {
        Story story = Answer(Ask(withDeadline: true), "busybody", from: "c");
        DateTimeOffset afterDeadline = story.Now.AddMinutes(11);
        await using (ReportingRoom room = await RoomAsync(story, oneByOne))
        {
            Assert.Equal((null, "pending"), Of(room));
            Assert.Equal(["a"], (await room.Dispatch.ListOverdueAsync(afterDeadline, afterStart: false, 10, default)).Select(id => id.Value));
        }

        Answer(story, "answer", from: "b").Mailbox("a", at => new RequestAnswered
        {
            At = at,
            MessageId = MessageId.Parse("ask"),
            ResponseId = MessageId.Parse("answer"),
            ConversationId = ConversationId.Direct(AgentId.Parse("a"), AgentId.Parse("b")),
            Sequence = 2,
        });
        await using (ReportingRoom room = await RoomAsync(story, oneByOne))
        {
            Assert.Equal((TimeText.Of(story.Now), "answered"), Of(room));
            Assert.Empty(await room.Dispatch.ListOverdueAsync(afterDeadline, afterStart: false, 10, default));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_wants_an_answer_by_no_time_is_answered_by_the_first(bool oneByOne)
    {
        Story story = Answer(Ask(withDeadline: false), "first", from: "b");
        DateTimeOffset first = story.Now;
        Answer(story, "second", from: "b");
        await using ReportingRoom room = await RoomAsync(story, oneByOne);

        Assert.Equal((TimeText.Of(first), "answered"), Of(room));
    }
}
