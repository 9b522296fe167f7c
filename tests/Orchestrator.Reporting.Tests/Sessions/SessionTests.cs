using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Sessions;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Sessions;

public sealed class SessionTests
{
    private static readonly PageRequest FirstPage = new();

    private static SessionId Id(string text) => SessionId.Parse(text);

    [Fact]
    public async Task A_session_reads_as_it_was_created()
    {
        Story story = new Story().StartSession("s1", created => created with
        {
            Type = "director",
            Name = "main",
            Status = SessionStatus.Initializing,
            Workspace = "/workspace/main",
            Branch = "feature",
            MainAgentId = AgentId.Parse("boss"),
            Capabilities = ["plan", "review"],
            Constraints = ["max:5"],
            Metadata = Json.Parse("""{"version": "1.0.0", "deep": {"yes": [1, 2.50]}}"""),
        });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        SessionView session = (await room.Sessions.GetAsync(Id("s1"), default))!;

        Assert.Equal(
            Json.Of(new SessionView
            {
                Id = Id("s1"),
                Type = "director",
                Name = "main",
                Status = SessionStatus.Initializing,
                ProjectPath = "/workspace/project",
                Workspace = "/workspace/main",
                Branch = "feature",
                MainAgentId = AgentId.Parse("boss"),
                Capabilities = ["plan", "review"],
                Constraints = ["max:5"],
                Metadata = Json.Parse("""{"version": "1.0.0", "deep": {"yes": [1, 2.50]}}"""),
                CreatedAt = story.Now,
                LastActivity = story.Now,
            }),
            Json.Of(session));
    }

    [Fact]
    public async Task An_unknown_session_is_nothing()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));

        Assert.Null(await room.Sessions.GetAsync(Id("other"), default));
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_leaves_the_rest()
    {
        Story story = new Story().StartSession("s1", created => created with { Name = "old", Branch = "main" });
        story.Session("s1", at => new SessionUpdated { At = at, Name = "new", Metadata = Json.Parse("""{"a":1}""") });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        SessionView session = (await room.Sessions.GetAsync(Id("s1"), default))!;

        Assert.Equal(("new", "main", "/workspace/project"), (session.Name, session.Branch, session.ProjectPath));
        Assert.Equal("""{"a":1}""", session.Metadata!.Value.GetRawText());
        Assert.Equal(story.Now, session.LastActivity);
    }

    [Fact]
    public async Task The_ends_of_sessions_are_told_apart()
    {
        Story story = new Story().StartSession("done").StartSession("failed").StartSession("killed").StartSession("old");
        story.Session("done", at => new SessionEnded { At = at, Summary = "all \"quotes\" and ' more" });
        story.Session("failed", at => new SessionStatusChanged { At = at, From = SessionStatus.Active, To = SessionStatus.Error });
        story.Session("killed", at => new SessionTerminated { At = at, Reason = "out of time" });
        DateTimeOffset killedAt = story.Now;
        story.Session("old", at => new SessionEnded { At = at }, at => new SessionArchived { At = at });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        SessionView killed = (await room.Sessions.GetAsync(Id("killed"), default))!;
        Assert.Equal((SessionStatus.Terminated, "out of time", killedAt), (killed.Status, killed.TerminationReason, killed.EndedAt!.Value));
        Assert.Equal("all \"quotes\" and ' more", (await room.Sessions.GetAsync(Id("done"), default))!.Summary);
        Assert.Equal(SessionStatus.Error, (await room.Sessions.GetAsync(Id("failed"), default))!.Status);
        Assert.NotNull((await room.Sessions.GetAsync(Id("failed"), default))!.EndedAt);
        Assert.Equal(SessionStatus.Archived, (await room.Sessions.GetAsync(Id("old"), default))!.Status);
        Assert.Equal(
            ["s:done", "s:failed", "s:killed"],
            (await room.Sessions.ListEndedBeforeAsync(story.Now, 100, default)).Select(id => $"s:{id}"));
        Assert.Equal([Id("done")], await room.Sessions.ListEndedBeforeAsync(story.Now, 1, default));
    }

    [Fact]
    public async Task A_deleted_session_goes_with_all_that_was_logged_in_it()
    {
        Story story = new Story().StartSession("s1", created => created with { Name = "findable" }).Log("s1", "file_modified");
        story.Session("s1", at => new SessionDeleted { At = at });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Null(await room.Sessions.GetAsync(Id("s1"), default));
        Assert.Equal(0, (await room.Sessions.ListEventsAsync(Id("s1"), null, FirstPage, default)).Total);
        Assert.Empty((await room.Search.SearchAsync("findable", null, 10, default)).Items);
    }

    [Fact]
    public async Task Statuses_are_counted_with_those_that_no_session_has()
    {
        Story story = new Story().StartSession("a").StartSession("b").StartSession("c");
        story.Session("c", at => new SessionEnded { At = at });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        IReadOnlyDictionary<string, long> counts = await room.Sessions.CountByStatusAsync(default);

        Assert.Equal(
            "initializing 0, active 2, idle 0, completed 1, error 0, terminated 0, archived 0",
            string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}")));
    }

    [Fact]
    public async Task The_active_session_is_the_one_that_started_last()
    {
        Story story = new Story().StartSession("a", s => s with { ProjectPath = "/a" }).StartSession("b").StartSession("c");
        story.Session("c", at => new SessionStatusChanged { At = at, From = SessionStatus.Active, To = SessionStatus.Idle });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal("b", (await room.Sessions.GetActiveAsync(null, default))!.Id.Value);
        Assert.Equal("a", (await room.Sessions.GetActiveAsync("/a", default))!.Id.Value);
        Assert.Null(await room.Sessions.GetActiveAsync("/none", default));
    }

    [Fact]
    public async Task Logged_events_are_listed_in_order_and_by_type()
    {
        Story story = new Story().StartSession("s1").StartSession("s2")
            .Log("s1", "agent_spawned", "worker", new { pid = 7 }).Log("s1", "file_modified").Log("s2", "file_modified");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Page<SessionEventView> all = await room.Sessions.ListEventsAsync(Id("s1"), null, FirstPage, default);
        Page<SessionEventView> newest = await room.Sessions.ListEventsAsync(
            Id("s1"), null, new PageRequest { OrderBy = "timestamp desc", PageSize = 1 }, default);

        Assert.Equal(["agent_spawned", "file_modified"], all.Items.Select(e => e.EventType));
        Assert.Equal((2, "file_modified"), (newest.Total, newest.Items.Single().EventType));
        Assert.Equal(1, (await room.Sessions.ListEventsAsync(Id("s1"), "agent_spawned", FirstPage, default)).Total);
        Assert.Equal("worker", all.Items[0].AgentId!.Value.Value);
        Assert.Equal("""{"pid":7}""", all.Items[0].EventData!.Value.GetRawText());
        Assert.Equal(2, (await room.Sessions.GetAsync(Id("s1"), default))!.EventCount);
    }

    [Fact]
    public async Task Lists_are_filtered_sorted_and_paged()
    {
        Story story = new();
        for (int number = 0; number < 7; number++)
            story.StartSession($"s{number}", s => s with { Name = $"Name {number % 2} 100%", Type = number < 3 ? "director" : "observer" });
        story.Session("s6", at => new SessionEnded { At = at });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Page<SessionView> second = await room.Sessions.ListAsync(
            new SessionFilter(), new PageRequest { Page = 2, PageSize = 3, OrderBy = "createdAt asc" }, default);
        Page<SessionView> beyond = await room.Sessions.ListAsync(new SessionFilter(), new PageRequest { Page = 9 }, default);
        Page<SessionView> filtered = await room.Sessions.ListAsync(
            new SessionFilter { Type = "observer", Status = SessionStatus.Active, Name = "name 1", ProjectPath = "/workspace/project" },
            FirstPage, default);

        Assert.Equal(["s3", "s4", "s5"], second.Items.Select(s => s.Id.Value));
        Assert.Equal((2, 3, 7), (second.PageNumber, second.PageSize, second.Total));
        Assert.Equal((0, 7), (beyond.Items.Count, beyond.Total));
        Assert.Equal(["s5", "s3"], filtered.Items.Select(s => s.Id.Value));
        Assert.Equal(7, (await room.Sessions.ListAsync(new SessionFilter { Name = "100%" }, FirstPage, default)).Total);
        Assert.Equal(0, (await room.Sessions.ListAsync(new SessionFilter { Name = "100_" }, FirstPage, default)).Total);
    }

    [Theory]
    [InlineData("name; DROP TABLE sessions", "orderBy")]
    [InlineData("metadata desc", "orderBy")]
    [InlineData("createdAt down", "orderBy")]
    [InlineData("createdAt desc nulls", "orderBy")]
    public async Task An_order_that_is_not_allowed_is_refused_with_those_that_are(string orderBy, string field)
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));

        ValidationException error = await Assert.ThrowsAsync<ValidationException>(
            () => room.Sessions.ListAsync(new SessionFilter(), new PageRequest { OrderBy = orderBy }, default));

        Assert.Equal(field, error.Field);
        Assert.Contains("createdAt, lastActivity, endedAt, name, status, type", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 50, "page")]
    [InlineData(-1, 50, "page")]
    [InlineData(1, 0, "pageSize")]
    [InlineData(1, 501, "pageSize")]
    public async Task A_page_out_of_range_is_refused(int page, int pageSize, string field)
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));

        ValidationException error = await Assert.ThrowsAsync<ValidationException>(
            () => room.Sessions.ListAsync(new SessionFilter(), new PageRequest { Page = page, PageSize = pageSize }, default));

        Assert.Equal(field, error.Field);
    }

    [Fact]
    public async Task The_last_page_there_can_be_is_empty()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));

        Page<SessionView> page = await room.Sessions.ListAsync(
            new SessionFilter(), new PageRequest { Page = int.MaxValue, PageSize = 500 }, default);

        Assert.Equal((0, 1), (page.Items.Count, page.Total));
    }
}
