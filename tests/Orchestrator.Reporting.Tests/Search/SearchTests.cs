using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Search;

public sealed class SearchTests
{
    private static async Task<string> FindAsync(ReportingRoom room, string q, string[]? kinds = null, int limit = 50) => string.Join(
        ' ', (await room.Search.SearchAsync(q, kinds, limit, default)).Items.Select(hit => hit.Id));

    [Fact]
    public async Task Words_phrases_and_prefixes_are_found()
    {
        Story story = new Story()
            .Send("m1", "a", "b", "Please analyze the session state")
            .Send("m2", "a", "b", "The state of the session: analyzed")
            .Send("m3", "a", "b", "Ärger mit Übermut");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal("m1", await FindAsync(room, "ANALYZE please"));
        Assert.Equal("m1", await FindAsync(room, "\"session state\""));
        Assert.Equal("m1", await FindAsync(room, "\"session sta\"*"));
        Assert.Equal("m1 m2", await FindAsync(room, "anal*"));
        Assert.Equal(string.Empty, await FindAsync(room, "anal"));
        Assert.Equal("m3", await FindAsync(room, "uber*"));
        Assert.Equal(string.Empty, await FindAsync(room, "analyze nowhere"));
    }

    [Fact]
    public async Task Hits_carry_a_snippet_a_title_and_when_it_was()
    {
        Story story = new Story().StartSession("s1", s => s with { Name = "Rework the parser" });
        DateTimeOffset at = story.Now;
        story.Send("m1", "a", "b", $"{new string('x', 50)} {string.Join(' ', Enumerable.Repeat("filler", 100))} the parser failed <b>");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        SearchResults results = await room.Search.SearchAsync("parser", null, 10, default);

        SearchHit session = results.Items.Single(hit => hit.Kind == "session");
        SearchHit message = results.Items.Single(hit => hit.Kind == "message");
        Assert.Equal(("s1", "Rework the parser", "Rework the [parser]", at), (session.Id, session.Title, session.Snippet, session.At));
        Assert.Equal(("m1", "a to b"), (message.Id, message.Title));
        Assert.Contains("the [parser] failed", message.Snippet, StringComparison.Ordinal);
        Assert.True(message.Snippet.Length < 400);
        Assert.All(results.Items, hit => Assert.True(hit.Score > 0));
    }

    [Fact]
    public async Task The_best_come_first_and_of_equals_the_newest()
    {
        Story story = new Story()
            .Send("m1", "a", "b", "alpha beta").Send("m2", "a", "b", "alpha beta").Send("m3", "a", "b", "alpha alpha alpha")
            .Send("m4", "a", "b", "none of it");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal("m3 m2 m1", await FindAsync(room, "alpha"));
        Assert.Equal("m3", await FindAsync(room, "alpha", limit: 1));
    }

    [Fact]
    public async Task Words_of_very_many_messages_are_asked_for_but_not_ranked_by()
    {
        Story story = new Story().Send("old", "a", "b", "frequent seldom seldom").Send("without", "a", "b", "seldom");
        for (int n = 0; n <= 5_000; n++) story.Send($"m{n}", "a", "b", "frequent common text");
        story.Send("new", "a", "b", "frequent seldom text").Send("newest", "a", "b", "frequent common");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal("old new", await FindAsync(room, "frequent seldom"));
        Assert.Equal("newest new m5000", await FindAsync(room, "frequent", limit: 3));
        Assert.Equal("newest m5000 m4999", await FindAsync(room, "common frequent", limit: 3));
        Assert.Equal(string.Empty, await FindAsync(room, "frequent nowhere"));
        SearchHit hit = (await room.Search.SearchAsync("frequent", null, 1, default)).Items.Single();
        Assert.Equal((0, "[frequent] common"), (hit.Score, hit.Snippet));
        Assert.All((await room.Search.SearchAsync("frequent seldom", null, 2, default)).Items, found => Assert.True(found.Score > 0));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(300)] // more than are looked up
    public async Task A_prefix_of_very_many_messages_finds_the_newest(int words)
    {
        Story story = new Story().Send("seldom", "a", "b", "fresco fresco text").Send("without", "a", "b", "fries text");
        for (int n = 0; n <= 5_000; n++) story.Send($"m{n}", "a", "b", $"Fre{n % words} text");
        story.Send("last", "a", "b", "Freé other");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal("last m5000 m4999", await FindAsync(room, "fre*", limit: 3));
        Assert.Equal("m5000 m4999", await FindAsync(room, "FRE* text", limit: 2));
        Assert.Equal("seldom", await FindAsync(room, "fre* fresc*"));
        Assert.Equal("without", await FindAsync(room, "fri* text"));
        Assert.Equal(string.Empty, await FindAsync(room, "fre* fri*"));
        SearchHit hit = (await room.Search.SearchAsync("fre*", null, 1, default)).Items.Single();
        Assert.Equal((0, "[Freé] other"), (hit.Score, hit.Snippet));
        Assert.True((await room.Search.SearchAsync("fresc*", null, 1, default)).Items.Single().Score > 0);
    }

    [Fact]
    public async Task Kinds_choose_what_is_found()
    {
        Story story = new Story().StartSession("s1", s => s with { Name = "word" }).Send("m1", "a", "b", "word");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal("s1", await FindAsync(room, "word", ["session"]));
        Assert.Equal("m1", await FindAsync(room, "word", ["message"]));
        Assert.Equal(2, (await room.Search.SearchAsync("word", [], 10, default)).Items.Count);
        ValidationException error = await Assert.ThrowsAsync<ValidationException>(() => FindAsync(room, "word", ["secret"]));
        Assert.Equal("kinds", error.Field);
    }

    [Fact]
    public async Task A_session_is_found_by_what_it_is_called_now()
    {
        Story story = new Story().StartSession("s1", s => s with { Name = "before", Workspace = "/workspace/here" });
        story.Session("s1", at => new SessionUpdated { At = at, Name = "after" });
        story.Session("s1", at => new SessionEnded { At = at, Summary = "finished gracefully" });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal("s1", await FindAsync(room, "after"));
        Assert.Equal("s1", await FindAsync(room, "gracefully here"));
        Assert.Equal("s1", await FindAsync(room, "/workspace/here"));
        Assert.Equal(string.Empty, await FindAsync(room, "before"));
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("\"\"")]
    [InlineData("\"unclosed hello")]
    [InlineData("hello\"there")]
    [InlineData("hello AND")]
    [InlineData("NOT hello")]
    [InlineData("hello OR (")]
    [InlineData("NEAR(hello, 5)")]
    [InlineData("content:hello")]
    [InlineData("- hello")]
    [InlineData("^hello")]
    [InlineData("*")]
    [InlineData("**hello**")]
    [InlineData("hello*")]
    [InlineData("hel'lo; DROP TABLE messages; --")]
    [InlineData("{hello}")]
    [InlineData("hello + there")]
    [InlineData("😀")]
    [InlineData("😀 hello")]
    [InlineData("hello\0there")]
    [InlineData("\ud800 hello")]
    [InlineData("%_\\")]
    [InlineData("\u0301")]
    [InlineData("日本語 hello")]
    public async Task Nothing_a_person_types_is_an_error(string q)
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().Send("m1", "a", "b", "hello there"));

        SearchResults results = await room.Search.SearchAsync(q, null, 10, default);

        Assert.NotNull(results.Items);
        Assert.Equal(1L, room.Scalar("SELECT count(*) FROM messages"));
    }

    [Fact]
    public async Task Signs_do_not_hide_the_words_between_them()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().Send("m1", "a", "b", "hello there 😀, src/File.cs"));

        Assert.Equal("m1", await FindAsync(room, "😀 hello"));
        Assert.Equal("m1", await FindAsync(room, "\"hello there"));
        Assert.Equal("m1", await FindAsync(room, "src/File.cs"));
        Assert.Equal("m1", await FindAsync(room, "- hello +"));
    }

    [Theory]
    [InlineData("", 10, "q")]
    [InlineData("   ", 10, "q")]
    [InlineData("word", 0, "limit")]
    [InlineData("word", 501, "limit")]
    public async Task A_search_that_can_not_be_is_refused(string q, int limit, string field)
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story());

        Assert.Equal(field, (await Assert.ThrowsAsync<ValidationException>(() => FindAsync(room, q, limit: limit))).Field);
        Assert.Equal("q", (await Assert.ThrowsAsync<ValidationException>(() => FindAsync(room, new string('x', 1001)))).Field);
    }
}
