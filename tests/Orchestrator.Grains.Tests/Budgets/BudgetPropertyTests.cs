using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Budgets;
using Orchestrator.Grains.Serialization;

namespace Orchestrator.Grains.Tests.Budgets;

/// <summary>What holds of a budget after any history.</summary>
public sealed class BudgetPropertyTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;
    private static readonly BudgetScope Session = BudgetScope.Parse("session:s");
    private static readonly AgentId[] Agents = [AgentId.Parse("a"), AgentId.Parse("b"), AgentId.Parse("c")];

    [Fact]
    public void Totals_are_the_sum_of_all_reports_however_often_and_in_whatever_portions_they_are_told() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new System.Random(seed);
            Dictionary<AgentId, NumberedUsage[]> reports = Agents.ToDictionary(agent => agent, _ => Reports(random));
            Dictionary<AgentId, int> settled = Agents.ToDictionary(agent => agent, _ => 0);
            BudgetState state = new();
            long sequence = 0;
            while (Agents.Any(agent => settled[agent] < reports[agent].Length))
            {
                AgentId agent = Agents[random.Next(Agents.Length)];
                int upTo = random.Next(settled[agent], reports[agent].Length + 1);

                // What is told begins with what the agent does not know to be counted; it may be counted all the same.
                var told = new AddUsage { AgentId = agent, Reports = reports[agent][settled[agent]..upTo] };
                if (state.Missing(Session, told, At) is { } added) state = state.Apply(added, ++sequence);
                if (random.Next(2) == 0) settled[agent] = upTo;
                if (random.Next(5) == 0) state = Reread(state);
            }

            UsageAmount expected = reports.Values.SelectMany(all => all).Aggregate(new UsageAmount(), (sum, report) => sum.Plus(report.Amount));
            Assert.Equal(expected, state.Totals);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Status_is_a_matter_of_totals_and_limits_and_changes_once_a_crossing() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new System.Random(seed);
            BudgetScope scope = BudgetScope.Parse("agent:a");
            BudgetState state = new();
            long sequence = 0;
            for (int step = 0; step < 60; step++)
            {
                BudgetEvent change = random.Next(3) == 0
                    ? new BudgetSet { At = At, Scope = scope, Limits = Limits(random) }
                    : Reported(scope, state.Totals.Reports + 1, Amount(random));
                state = state.Apply(change, ++sequence);
                if (state.StatusChange(scope, At) is { } crossed) state = state.Apply(crossed, ++sequence);

                Assert.Equal(Expected(state), state.Status);
                Assert.Null(state.StatusChange(scope, At));
                Assert.Equal(state.Status == BudgetStatus.Stopped, state.StopReason(scope) is not null);
                if (step % 10 == 0) Assert.Equal(state.Status, Reread(state).Status);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reports_that_others_count_are_kept_until_they_are_told()
    {
        BudgetScope scope = BudgetScope.Parse("agent:a");
        BudgetState state = new();
        for (int n = 1; n <= 4; n++) state = state.Apply(Reported(scope, n, new() { Reports = 1 }) with { SessionId = SessionId.Parse("s") }, n);

        Assert.Equal((4, 4), (state.Untold.Count, state.Unsettled));
        state = Reread(state.Apply(new BudgetSettled { At = At, Scope = scope, UpTo = 3 }, 5));
        Assert.Equal([4L], state.Untold.Select(usage => usage.Number));
        Assert.Equal(4, state.Unsettled);
        state = state.Apply(new BudgetSettled { At = At, Scope = scope, UpTo = 4 }, 6);
        Assert.Equal((0, 0L), (state.Untold.Count, state.Unsettled));
    }

    [Fact]
    public void Sums_stay_at_the_most_that_a_number_holds()
    {
        var much = new UsageAmount { Reports = 1, InputTokens = long.MaxValue, OutputTokens = 1, Cost = 0.000000001m };

        UsageAmount sum = much.Plus(much);

        Assert.Equal((long.MaxValue, 2L, 0.000000002m, long.MaxValue), (sum.InputTokens, sum.OutputTokens, sum.Cost, sum.Tokens()));
    }

    private static BudgetStatus Expected(BudgetState state)
    {
        (UsageAmount used, SetBudget limits) = (state.Totals, state.Limits);
        long tokens = used.InputTokens + used.OutputTokens;
        if (used.Cost >= limits.StopCost || tokens >= limits.StopTokens) return BudgetStatus.Stopped;
        return used.Cost >= limits.WarnCost || tokens >= limits.WarnTokens ? BudgetStatus.Warned : BudgetStatus.Ok;
    }

    private static UsageReported Reported(BudgetScope scope, long number, UsageAmount amount) => new()
    {
        At = At,
        Scope = scope,
        Number = number,
        AgentId = AgentId.Parse(scope.Name),
        Model = "m",
        Amount = amount,
        UsedAt = At,
    };

    // An agent's numbers rise, with gaps where a report was for another session.
    private static NumberedUsage[] Reports(System.Random random)
    {
        long number = 0;
        return [.. Enumerable.Range(0, random.Next(12)).Select(_ => new NumberedUsage(number += random.Next(1, 4), Amount(random)))];
    }

    private static UsageAmount Amount(System.Random random) => new()
    {
        Reports = 1,
        InputTokens = random.Next(1_000),
        OutputTokens = random.Next(1_000),
        CachedInputTokens = random.Next(1_000),
        Cost = random.Next(1_000_000_000) / 1_000_000_000m,
    };

    private static SetBudget Limits(System.Random random) => new()
    {
        WarnCost = random.Next(2) == 0 ? random.Next(5) : null,
        StopCost = random.Next(2) == 0 ? random.Next(5, 15) : null,
        WarnTokens = random.Next(2) == 0 ? random.Next(10_000) : null,
        StopTokens = random.Next(2) == 0 ? random.Next(10_000, 30_000) : null,
    };

    private static BudgetState Reread(BudgetState state) =>
        System.Text.Json.JsonSerializer.Deserialize<BudgetState>(
            System.Text.Json.JsonSerializer.Serialize(state, GrainStateJson.Options), GrainStateJson.Options)!;
}
