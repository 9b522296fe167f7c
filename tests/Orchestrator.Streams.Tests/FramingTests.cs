using System.Text;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Streams.Tests;

public sealed class FramingTests
{
    [Fact]
    public void An_event_is_an_id_a_type_and_one_line_of_data()
    {
        FeedEvent[] events = FeedEvent.AllOf(Rows.Of(7, "session/a", Rows.Logged(1), Rows.Logged(2)));

        string first = Encoding.UTF8.GetString(events[0].Frame.Span);

        Assert.Equal(
            "id: 7.1\nevent: session-event-logged\ndata: {\"position\":7,\"grain\":\"session/a\",\"sequence\":1,\"type\":\"session-event-logged\","
            + "\"at\":\"2026-01-31T12:00:00.000Z\",\"actor\":null,\"payload\":" + Rows.Logged(1) + "}\n\n",
            first);
        Assert.StartsWith("id: 7\n", Encoding.UTF8.GetString(events[1].Frame.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("42", 42, 0)]
    [InlineData("42.1", 42, 1)]
    [InlineData("9223372036854775807", long.MaxValue, 0)]
    public void A_cursor_reads_as_it_was_written(string text, long position, int events)
    {
        EventCursor cursor = EventCursor.Parse(text);

        Assert.Equal((position, events, text), (cursor.Position, cursor.Events, cursor.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("1.")]
    [InlineData("1.0")]
    [InlineData("0.1")]
    [InlineData("1.2.3")]
    [InlineData("9223372036854775808")]
    public void What_is_no_cursor_is_refused(string text) =>
        Assert.Equal("after", Assert.Throws<ValidationException>(() => EventCursor.Parse(text)).Field);

    [Fact]
    public void A_type_that_does_not_exist_is_refused_with_those_that_do()
    {
        ValidationException refused = Assert.Throws<ValidationException>(new EventFilter { Types = ["message-sent", "mesage-sent"] }.Validate);

        Assert.Equal("types", refused.Field);
        Assert.Contains("'mesage-sent'", refused.Message, StringComparison.Ordinal);
        Assert.All(EventNames.All, name => Assert.Contains(name, refused.Message, StringComparison.Ordinal));
    }
}
