using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.Budgets;

/// <summary>Counting what is used, in a real journal.</summary>
public sealed class BudgetGrainTests
{
    [Fact]
    public async Task Report_counts_for_the_agent_and_for_all_it_works_in()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("a", new() { SessionId = SessionId.Parse("s"), Department = "Data team / 1" });

        UsageView usage = await cluster.UseAsync("a", 1.25m, 100, u => u with { OutputTokens = 20, CachedInputTokens = 7, TaskId = TaskId.Parse("t") });
        await cluster.UseAsync("a", 0.5m, 1, u => u with { SessionId = SessionId.Parse("other"), Department = "elsewhere" });
        await cluster.UseAsync("b", 0.25m, 1, u => u with { SessionId = SessionId.Parse("s") });

        Assert.Equal(("s", "Data team / 1", 1, 1.25m), (usage.SessionId?.Value, usage.Department, usage.Number, usage.Budget!.Cost));
        foreach ((string scope, decimal cost, long reports) in ((string, decimal, long)[])
            [("agent:a", 1.75m, 2), ("session:s", 1.5m, 2), ("task:t", 1.25m, 1), ("department:Data team / 1", 1.25m, 1), ("session:other", 0.5m, 1), ("department:elsewhere", 0.5m, 1)])
        {
            BudgetView budget = await cluster.ReadBudgetAsync(scope);
            Assert.Equal((scope, cost, reports), (budget.Scope.Value, budget.Cost, budget.Reports));
        }

        BudgetView task = await cluster.ReadBudgetAsync("task:t");
        Assert.Equal((100, 20, 7), (task.InputTokens, task.OutputTokens, task.CachedInputTokens));
        BudgetView unused = await cluster.ReadBudgetAsync("agent:nobody");
        Assert.Equal((BudgetStatus.Ok, 0, 0m, null), (unused.Status, unused.Reports, unused.Cost, unused.UpdatedAt));
    }

    [Fact]
    public async Task Crossing_a_limit_is_one_event_in_the_commit_of_what_crossed_it()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.LimitAsync("agent:a", stopCost: 2, warnCost: 1);
        await cluster.UseAsync("a", 0.9m);
        UsageView warned = await cluster.UseAsync("a", 0.1m);
        await cluster.UseAsync("a", 0.5m);
        UsageView stopped = await cluster.UseAsync("a", 0.5m);
        await cluster.UseAsync("a", 5); // the money is spent
        BudgetView raised = await cluster.LimitAsync("agent:a", stopCost: 100);

        Assert.Equal((BudgetStatus.Warned, "agent:a used 1.00 USD; its budget warns at 1.00 USD"), (warned.Budget!.Status, warned.Budget.Reason));
        Assert.Equal((BudgetStatus.Stopped, "agent:a used 2.00 USD; its budget stops at 2.00 USD"), (stopped.Budget!.Status, stopped.Budget.Reason));
        Assert.Equal((BudgetStatus.Ok, 7m, null), (raised.Status, raised.Cost, raised.Reason));
        Assert.Equal(
            ["budget-set", "usage-reported", "usage-reported,budget-status-changed", "usage-reported", "usage-reported,budget-status-changed", "usage-reported", "budget-set,budget-status-changed"],
            (await cluster.ReadAllAsync("budget/agent:a")).Select(row => row.Type));
    }

    [Fact]
    public async Task Setting_the_same_limits_again_writes_nothing_and_setting_others_replaces_all()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.LimitAsync("session:s", 2, 1);
        await cluster.LimitAsync("session:s", 2, 1);
        BudgetView replaced = (await cluster.Budget("session:s").Set(BudgetScope.Parse("session:s"), new() { StopTokens = 5 })).Value;

        Assert.Equal((null, null, null, 5L), (replaced.WarnCost, replaced.StopCost, replaced.WarnTokens, replaced.StopTokens));
        Assert.Equal(2, (await cluster.ReadAllAsync("budget/session:s")).Count);
    }

    [Fact]
    public async Task What_is_not_allowed_is_refused_by_field_and_nothing_is_written()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        foreach ((string field, Func<ReportUsage, ReportUsage> with) in ((string, Func<ReportUsage, ReportUsage>)[])
            [
                ("cost", u => u with { Cost = -0.01m }), ("cost", u => u with { Cost = 1_000_001 }), ("inputTokens", u => u with { InputTokens = -1 }),
                ("outputTokens", u => u with { OutputTokens = long.MaxValue }), ("cachedInputTokens", u => u with { CachedInputTokens = -1 }),
                ("model", u => u with { Model = " " }), ("model", u => u with { Model = "a\nb" }), ("department", u => u with { Department = "" }),
                ("at", u => u with { At = cluster.Time.GetUtcNow().AddMinutes(2) }),
            ])
        {
            Assert.Equal(field, (await Assert.ThrowsAsync<ValidationException>(() => cluster.UseAsync("a", with: with))).Field);
        }

        foreach ((string field, SetBudget limits) in ((string, SetBudget)[])
            [("warnCost", new() { WarnCost = 2, StopCost = 1 }), ("warnTokens", new() { WarnTokens = 2, StopTokens = 1 }), ("stopCost", new() { StopCost = -1 }), ("stopTokens", new() { StopTokens = -1 })])
        {
            Assert.Equal(field, (await Assert.ThrowsAsync<ValidationException>(
                () => cluster.Budget("agent:a").Set(BudgetScope.Parse("agent:a"), limits))).Field);
        }

        Assert.Empty(await cluster.ReadAllAsync("budget/agent:a"));
        UsageView fast = await cluster.UseAsync("a", with: u => u with { At = cluster.Time.GetUtcNow().AddSeconds(30) });
        Assert.Equal(cluster.Time.GetUtcNow(), fast.At); // a clock that is a little fast
    }

    [Fact]
    public async Task Report_with_a_key_is_counted_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        var command = new ReportUsage { AgentId = AgentId.Parse("a"), Model = "m", Cost = 1, SessionId = SessionId.Parse("s") };
        for (int i = 0; i < 3; i++)
        {
            CallContext.IdempotencyKey = "once";
            Assert.Equal(1, (await cluster.Budget("agent:a").Report(command)).Value.Number);
        }

        CallContext.IdempotencyKey = null;
        Assert.Equal(1, (await cluster.ReadBudgetAsync("session:s")).Cost);
    }

    [Fact]
    public async Task Reports_of_many_agents_at_once_are_all_counted()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();

        UsageView[] reports = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(n => cluster.UseAsync($"a{n % 10}", 0.01m, 1, u => u with { SessionId = SessionId.Parse("s") })));

        BudgetView session = await cluster.ReadBudgetAsync("session:s");
        Assert.Equal((2.00m, 200, 200), (session.Cost, session.InputTokens, session.Reports));
        Assert.Equal(200, reports.Select(report => (report.AgentId, report.Number)).Distinct().Count());
        Assert.All(await cluster.ReadAllAsync("budget/session:s"), row => Assert.Equal("usage-added", row.Type));
    }

    [Fact]
    public async Task Report_that_a_crash_kept_from_its_session_is_counted_once_after_the_restart()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        GatedJournal.Gate gate = first.Journal.Hold("budget/session:s");
        Task<UsageView> reporting = first.UseAsync("a", 1, with: u => u with { SessionId = SessionId.Parse("s") });
        await gate.Arrived;

        OrchestratorCluster second = await first.KillAndRestartAsync();
        gate.Open();
        await reporting.ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
        await using (second)
        {
            await second.Budget("agent:a").Settle(); // as the host's sweep does
            await second.Budget("agent:a").Settle();

            Assert.Equal(1, (await second.ReadBudgetAsync("session:s")).Cost);
            Assert.Equal(1, (await second.ReadBudgetAsync("agent:a")).Cost);
            IReadOnlyList<JournalEntry> rows = await second.ReadAllAsync("budget/agent:a");
            Assert.Equal("budget-settled", rows[^1].Type);
        }
    }

    [Fact]
    public async Task Report_that_is_counted_but_not_known_to_be_is_told_again_and_counted_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        GatedJournal.Gate gate = cluster.Journal.RefuseAfter("budget/session:s", new InvalidOperationException("the disk said nothing"));
        Func<ReportUsage, ReportUsage> inSession = u => u with { SessionId = SessionId.Parse("s") };
        await cluster.UseAsync("a", 1, with: inSession); // taken in all the same
        gate.Open();
        await cluster.UseAsync("a", 2, with: inSession);
        await cluster.Budget("agent:a").Settle();

        Assert.Equal((3, 2), ((await cluster.ReadBudgetAsync("session:s")).Cost, (await cluster.ReadBudgetAsync("session:s")).Reports));
    }
}
