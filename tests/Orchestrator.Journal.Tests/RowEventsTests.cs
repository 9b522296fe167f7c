using System.Text;
using System.Text.Json;
using Orchestrator.Contracts.Conversations;

namespace Orchestrator.Journal.Tests;

public sealed class RowEventsTests
{
    private const string Sent = """{"event":"message-sent","at":"2026-01-31T12:00:00.000Z","id":"m","sequence":1,"from":"a","type":"text","priority":2,"content":{"a":[1,{"b":2}]}}""";

    [Theory]
    [InlineData("[]", 0)]
    [InlineData($"[{Sent}]", 1)]
    [InlineData($" [ {Sent} , {Sent} ] ", 2)]
    public void A_row_has_all_its_events_in_order(string payload, int count) =>
        Assert.Equal(count, Row(payload).ReadEvents<ConversationEvent>().Count(one => one is MessageSent { Sequence: 1 }));

    [Theory]
    [InlineData("null")]
    [InlineData(Sent)]
    [InlineData("[null]")]
    [InlineData($"[{Sent},null]")]
    [InlineData($"[{Sent}")]
    [InlineData($"[{Sent}]]")]
    [InlineData($"[{Sent}],[]")]
    [InlineData("[7]")]
    [InlineData("")]
    public void A_row_that_is_no_list_of_events_is_refused(string payload) =>
        Assert.ThrowsAny<JsonException>(() => Row(payload).ReadEvents<ConversationEvent>());

    private static JournalEntry Row(string payload) =>
        new(1, "conversation/c", 1, "message-sent", new JsonText(Encoding.UTF8.GetBytes(payload)), "{}", DateTimeOffset.UnixEpoch);
}
