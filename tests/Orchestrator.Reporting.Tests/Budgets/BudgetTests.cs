using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Budgets;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Budgets;

public sealed class BudgetTests
{
    private static readonly BudgetScope Coder = BudgetScope.Parse("agent:coder");

    [Fact]
    public async Task The_report_sums_by_day_and_model()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(Uses());

        IReadOnlyList<UsageReportRow> rows = await room.Get<UsageQueries>().ReportAsync(30, "day,model", new(), default);

        Assert.Equal(
        [
            new() { Date = "2026-11-18", Model = "small", Reports = 1, InputTokens = 10, OutputTokens = 1, CachedInputTokens = 5, Cost = 0.1m },
            new() { Date = "2026-11-19", Model = "large", Reports = 1, InputTokens = 20, OutputTokens = 2, CachedInputTokens = 5, Cost = 1m },
            new() { Date = "2026-11-19", Model = "small", Reports = 2, InputTokens = 70, OutputTokens = 7, CachedInputTokens = 10, Cost = 0.3m },
        ],
        rows);
    }

    [Fact]
    public async Task The_same_is_found_by_hand_in_SQL()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(Uses());

        List<Dictionary<string, object?>> rows = room.Sql(
            """
            SELECT date(timestamp) AS day, model, sum(input_tokens) AS input, round(sum(cost), 9) AS cost
            FROM usage WHERE timestamp >= ? GROUP BY day, model ORDER BY day, model
            """,
            "2026-11-19");

        Assert.Equal([("2026-11-19", "large", 20L, 1.0), ("2026-11-19", "small", 70L, 0.3)], rows.Select(row => (row["day"], row["model"], row["input"], row["cost"])));
        Assert.Contains(room.Sql("EXPLAIN QUERY PLAN SELECT substr(timestamp, 1, 10), model, sum(cost), sum(input_tokens), sum(output_tokens), sum(cached_input_tokens) FROM usage WHERE timestamp >= ? GROUP BY 1, 2", "2026"),
            row => $"{row["detail"]}".Contains("COVERING INDEX idx_usage_time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Days_are_counted_back_from_today_and_rows_tell_apart_what_is_asked_for()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(Uses());
        UsageQueries usage = room.Get<UsageQueries>();

        Assert.Equal(2, (await usage.ReportAsync(2, "day,model", new(), default)).Count); // today and yesterday
        Assert.Empty(await usage.ReportAsync(1, "day", new(), default));
        UsageReportRow session = (await usage.ReportAsync(30, "session", new() { SessionId = SessionId.Parse("s") }, default)).Single();
        Assert.Equal(("s", null, null, 2L, 1.1m), (session.SessionId, session.Date, session.Model, session.Reports, session.Cost));
        Assert.Equal(["large", "small"], (await usage.ReportAsync(30, "model,agent", new(), default)).Select(row => row.Model));
        foreach (string by in (string[])["", "day,day", "cost", "day;model"])
            Assert.Equal("by", (await Assert.ThrowsAsync<ValidationException>(() => usage.ReportAsync(30, by, new(), default))).Field);
        await Assert.ThrowsAsync<ValidationException>(() => usage.ReportAsync(0, "day", new(), default));
    }

    [Fact]
    public async Task Reports_are_listed_newest_first_and_by_what_they_were_for()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(Uses());
        UsageQueries usage = room.Get<UsageQueries>();

        Page<UsageView> all = await usage.ListAsync(new(), new(), default);
        Page<UsageView> some = await usage.ListAsync(new() { TaskId = TaskId.Parse("t"), Model = "small" }, new(), default);
        Page<UsageView> none = await usage.ListAsync(new() { Department = "nobody's" }, new(), default);

        Assert.Equal([4L, 3, 2, 1], all.Items.Select(item => item.Number));
        Assert.Equal((0.2m, "D", 7L), (some.Items.Single().Cost, some.Items[0].Department, some.Items[0].Metadata!.Value.GetProperty("run").GetInt64()));
        Assert.Equal(0, none.Total);
    }

    [Fact]
    public async Task A_budget_stands_in_its_table_with_totals_limits_and_status()
    {
        Story story = Uses().Budget(
            "session:s",
            at => Set(BudgetScope.Parse("session:s"), at, new() { WarnCost = 0.05m, StopTokens = 9 }),
            at => new UsageAdded { At = at, Scope = BudgetScope.Parse("session:s"), AgentId = AgentId.Parse("coder"), UpTo = 2, Amount = new() { Reports = 2, InputTokens = 30, OutputTokens = 3, Cost = 1.1m } },
            at => new BudgetStatusChanged { At = at, Scope = BudgetScope.Parse("session:s"), From = BudgetStatus.Ok, To = BudgetStatus.Stopped, Reason = "used up" });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Page<BudgetView> all = await room.Get<BudgetQueries>().ListAsync(new(), new(), default);
        Page<BudgetView> stopped = await room.Get<BudgetQueries>().ListAsync(new() { Status = BudgetStatus.Stopped, Kind = BudgetKind.Session }, new(), default);

        Assert.Equal([("agent:coder", 1.4m, 4L), ("session:s", 1.1m, 2)], all.Items.Select(budget => (budget.Scope.Value, budget.Cost, budget.Reports)));
        BudgetView session = stopped.Items.Single();
        Assert.Equal((BudgetStatus.Stopped, 0.05m, 9L, null), (session.Status, session.WarnCost, session.StopTokens, session.StopCost));
        Assert.Equal(("stopped", "used up", 0.05), (room.Scalar("SELECT status FROM budgets WHERE scope = 'session:s'"), room.Scalar("SELECT reason FROM budgets WHERE scope = 'session:s'"), room.Scalar("SELECT warn_cost FROM budgets WHERE scope = 'session:s'")));
    }

    [Fact]
    public async Task A_budget_with_news_is_found_until_they_are_told()
    {
        Story story = Uses();
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);
        BudgetQueries budgets = room.Get<BudgetQueries>();
        Assert.Equal([Coder], await budgets.ListUnsettledAsync(story.Now.AddSeconds(1), TimeSpan.Zero, 10, default));
        Assert.Empty(await budgets.ListUnsettledAsync(story.Now, TimeSpan.FromDays(30), 10, default));

        int known = story.Rows.Count;
        story.Budget("agent:coder", at => new BudgetSettled { At = at, Scope = Coder, UpTo = 3 });
        room.Memory.Add(story.Rows[known..]);
        await room.CaughtUpAsync();
        Assert.Single(await budgets.ListUnsettledAsync(story.Now.AddSeconds(1), TimeSpan.Zero, 10, default)); // a later one is not told
        known = story.Rows.Count;
        story.Budget("agent:coder", at => new BudgetSettled { At = at, Scope = Coder, UpTo = 4 });
        room.Memory.Add(story.Rows[known..]);
        await room.CaughtUpAsync();
        Assert.Empty(await budgets.ListUnsettledAsync(story.Now.AddDays(1), TimeSpan.Zero, 10, default));
    }

    [Fact]
    public async Task A_budget_with_news_of_a_clock_that_stood_ahead_is_found()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(Uses());
        DateTimeOffset longBefore = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal([Coder], await room.Get<BudgetQueries>().ListUnsettledAsync(longBefore, TimeSpan.FromMinutes(1), 10, default));
    }

    private static Story Uses() => new Story().Budget(
        "agent:coder",
        _ => Use(1, "2026-11-18T23:59:59.999Z", "small", 10, 0.1m) with { SessionId = SessionId.Parse("s") },
        _ => Use(2, "2026-11-19T00:00:00Z", "large", 20, 1) with { SessionId = SessionId.Parse("s") },
        _ => Use(3, "2026-11-19T10:00:00Z", "small", 30, 0.1m),
        _ => Use(4, "2026-11-19T23:00:00Z", "small", 40, 0.2m) with { TaskId = TaskId.Parse("t"), Department = "D", Metadata = Json.Parse("""{"run":7}""") });

    private static UsageReported Use(long number, string at, string model, long tokens, decimal cost) => new()
    {
        At = Story.Begin,
        Scope = Coder,
        Number = number,
        AgentId = AgentId.Parse("coder"),
        Model = model,
        Amount = new() { Reports = 1, InputTokens = tokens, OutputTokens = tokens / 10, CachedInputTokens = 5, Cost = cost },
        UsedAt = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
    };

    private static BudgetSet Set(BudgetScope scope, DateTimeOffset at, SetBudget limits) => new() { At = at, Scope = scope, Limits = limits };
}
