using System.Text.Json;
using Orchestrator.Crash.Lab;
using Orchestrator.Crash.Lab.Faults;
using Orchestrator.Crash.Lab.Network;

namespace Orchestrator.Crash.Tests;

public sealed class RoundPlanTests
{
    private static readonly FaultKind[] OnPostgres = [FaultKind.Network, FaultKind.Kill, FaultKind.Stop];

    [Fact]
    public void Plan_of_a_seed_is_the_same_each_time()
    {
        foreach (int seed in Enumerable.Range(1, 400))
        {
            Assert.Equal(Write(seed, FaultNames.Usual), Write(seed, FaultNames.Usual));
            Assert.Equal(Write(seed, OnPostgres), Write(seed, OnPostgres));
        }

        static string Write(int seed, IReadOnlyList<FaultKind> allowed)
        {
            RoundPlan plan = RoundPlan.Of(seed, allowed, hasLongStops: true);
            string[] cuts = [.. plan.Lives.SelectMany(life => life.Faults).Where(fault => fault.Kind == FaultKind.Network).Select(fault => NetworkCut.Of(fault).ToString())];
            return JsonSerializer.Serialize(plan) + string.Join(';', cuts);
        }
    }

    [Fact]
    public void Each_part_of_a_round_has_a_seed_of_its_own_the_same_in_each_process()
    {
        RoundPlan plan = RoundPlan.Of(2, FaultNames.Usual, hasLongStops: false);
        Assert.Equal([62, 63, 64], Enumerable.Range(0, 3).Select(plan.SeedOf));
    }

    [Fact]
    public void Every_round_of_a_run_with_the_network_is_on_PostgreSQL_and_cuts_it_in_each_life()
    {
        RoundPlan[] plans = [.. Enumerable.Range(1, 200).Select(seed => RoundPlan.Of(seed, OnPostgres, hasLongStops: false))];
        Assert.All(plans, plan => Assert.True(plan.IsOnPostgres));
        Assert.All(plans.SelectMany(plan => plan.Lives), life => Assert.Contains(life.Faults, fault => fault.Kind == FaultKind.Network));
        Assert.Contains(plans, plan => plan.Kinds.Contains(FaultKind.Stop));
        Assert.DoesNotContain(Enumerable.Range(1, 200), seed => RoundPlan.Of(seed, FaultNames.Usual, hasLongStops: false).IsOnPostgres);
    }

    [Fact]
    public void All_kinds_of_cuts_come_some_of_them_longer_than_the_host_waits_for_its_server()
    {
        NetworkCut[] cuts =
        [
            .. Enumerable.Range(1, 200).SelectMany(seed => RoundPlan.Of(seed, [FaultKind.Network], hasLongStops: false).Lives)
                .SelectMany(life => life.Faults).Select(NetworkCut.Of),
        ];
        Assert.Equal(Enum.GetValues<CutKind>(), cuts.Select(cut => cut.Kind).Distinct().Order());
        foreach (CutKind kind in (CutKind[])[CutKind.Refuse, CutKind.Hang, CutKind.ResetAfter, CutKind.HangAfter])
            Assert.Contains(cuts, cut => cut.Kind == kind && cut.Length > TimeSpan.FromSeconds(10));
        Assert.Contains(cuts, cut => cut is { Kind: CutKind.ResetAfter, Way: Way.ToHost, Bytes: < 50 });
    }

    [Fact]
    public void Seed_that_200_divides_stops_its_first_process_for_30_s_when_long_stops_are_asked_for()
    {
        foreach (int seed in (int[])[200, 400, 1_000])
        {
            RoundPlan plan = RoundPlan.Of(seed, FaultNames.Usual, hasLongStops: true);
            Assert.Contains(plan.Lives[0].Faults, IsLongStop);
            Assert.DoesNotContain(plan.Lives.Skip(1).SelectMany(life => life.Faults), IsLongStop);
            Assert.DoesNotContain(RoundPlan.Of(seed, FaultNames.Usual, hasLongStops: false).Lives.SelectMany(life => life.Faults), IsLongStop);
            Assert.DoesNotContain(RoundPlan.Of(seed + 1, FaultNames.Usual, hasLongStops: true).Lives.SelectMany(life => life.Faults), IsLongStop);
        }

        static bool IsLongStop(PlannedFault fault) => fault.Kind == FaultKind.Stop && fault.Length == TimeSpan.FromSeconds(30);
    }
}
