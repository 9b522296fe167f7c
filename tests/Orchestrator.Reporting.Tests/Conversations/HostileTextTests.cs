using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Conversations;

public sealed class HostileTextTests
{
    public static TheoryData<string> Texts { get; } =
    [
        string.Empty,
        " ",
        "'; DROP TABLE messages; --",
        "<script>alert('x')</script>",
        "nul \0 in the middle\0",
        "\0",
        "emoji 😀 👨‍👩‍👧 and 🇩🇪",
        "lone ' and \" and ` and \\ and \\\" and \\u0041",
        "tabs\tlines\r\nreturns\u2028\u0085",
        "\u0001\u001f\u007f\ufeff",
        "right \u202e to left",
        "ÄÖÜ é e\u0301",
        "%s {0} $1 ?1 :x @y",
        new string('x', 300_000),
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Texts_come_back_as_they_were_sent(string text)
    {
        Story story = new Story()
            .StartSession("s1", s => s with { Name = text, Metadata = JsonSerializer.SerializeToElement(new { text }) })
            .Send("text", "a", "b", text, with: m => m with { Context = JsonSerializer.SerializeToElement(new { text }), Tags = [text] })
            .Send("json", "a", "b", new { text });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        SessionView session = (await room.Sessions.GetAsync(SessionId.Parse("s1"), default))!;
        MessageView message = (await room.Messages.GetAsync(MessageId.Parse("text"), default))!;
        MessageView document = (await room.Messages.GetAsync(MessageId.Parse("json"), default))!;

        Assert.Equal(text, session.Name);
        Assert.Equal(text, session.Metadata!.Value.GetProperty("text").GetString());
        Assert.Equal(text, message.Content.GetString());
        Assert.Equal(text, message.Context!.Value.GetProperty("text").GetString());
        Assert.Equal([text], message.Tags);
        Assert.Equal(text, document.Content.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("null-like", "0")]
    [InlineData("number", "-12.50e3")]
    [InlineData("true", "true")]
    [InlineData("list", "[1,\"two\",{\"three\":null}]")]
    [InlineData("string that is JSON", "\"{\\\"a\\\": 1}\"")]
    public async Task Any_JSON_is_a_content(string id, string json)
    {
        string message = id.Replace(' ', '-');
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().Send(message, "a", "b", Json.Parse(json)));

        MessageView read = (await room.Messages.GetAsync(MessageId.Parse(message), default))!;

        Assert.Equal(json, Json.Of(read.Content));
        Assert.Equal(json, room.Scalar("SELECT content_json FROM messages"));
    }
}
