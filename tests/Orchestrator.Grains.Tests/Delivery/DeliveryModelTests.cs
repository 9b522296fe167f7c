using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Conversations;

namespace Orchestrator.Grains.Tests.Delivery;

/// <summary>
/// Whatever happens, in whatever order: nothing is lost, nothing is done twice, nobody gets what another has.
/// ORCHESTRATOR_MODEL_RUNS=50 runs fifty times as long.
/// </summary>
public sealed class DeliveryModelTests
{
#if ORLEANS
    private const int Plans = 2;
#else
    private const int Plans = 25;
#endif
    private const int OperationsOfPlan = 120;
    private static readonly TimeSpan Shortening = TimeSpan.FromMinutes(2);

    private static readonly Gen<int> Agent = Gen.Choose(0, Targets.Agents - 1);

    private static readonly Gen<Incarnation> Speaker =
        Gen.Frequency((8, Gen.Constant(Incarnation.Present)), (2, Gen.Constant(Incarnation.Past)), (1, Gen.Constant(Incarnation.Unsaid)));

    private static readonly Gen<Operation> Sends =
        from sender in Agent
        from target in Gen.Choose(0, Targets.Count - 1)
        from priority in Gen.Frequency((5, Gen.Constant(Priority.Normal)), (1, Gen.Elements(Enum.GetValues<Priority>())))
        from retries in Gen.Elements<int?>(null, null, 0, 1, 2)
        from expires in Gen.Elements<int?>(null, null, null, 5, 60, 3_600)
        from answer in Gen.Elements<int?>(null, null, null, 20, 600)
        select (Operation)new Send(sender, target, priority, retries, expires, answer);

    private static readonly Gen<Operation> Receives =
        from agent in Agent
        from max in Gen.Choose(1, 5)
        from lease in Gen.Elements(1, 5, 30, 30, 300)
        from speaker in Speaker
        from wait in Gen.Elements(0, 0, 0, 0, 1)
        select (Operation)new Receive(agent, max, lease, speaker, wait);

    private static readonly Gen<Operation> Ends =
        from kind in Gen.Choose(0, 9)
        from agent in Agent
        from pick in Gen.Choose(0, 9)
        from speaker in Speaker
        from delay in Gen.Elements<int?>(null, 0, 10, 600)
        select kind switch
        {
            < 5 => new Acknowledge(agent, pick, speaker),
            < 8 => new GiveBack(agent, pick, delay, speaker),
            8 => new Fail(agent, pick, speaker),
            _ => (Operation)new Answer(agent, pick),
        };

    private static readonly Gen<Operation> Agents =
        from kind in Gen.Choose(0, 5)
        from agent in Agent
        from team in Gen.Choose(0, Targets.Teams - 1)
        select kind switch
        {
            < 2 => new Register(agent, team),
            2 => new MoveTo(agent, team),
            3 => new GoOffline(agent),
            _ => (Operation)new Beat(agent),
        };

    private static readonly Gen<Operation> Times =
        Gen.Elements(1, 1, 2, 6, 6, 31, 61, 400, 4_000, 30_000).Select(seconds => (Operation)new Pass(seconds));

    private static readonly Gen<Operation> Disturbances = Gen.Frequency(
        (4, Gen.Choose(0, 1).Select(silo => (Operation)new KillSilo(silo))),
        (8, Gen.Choose(0, 99).Select(grain => (Operation)new Deactivate(grain))),
        (1, Gen.Elements(true, false).Select(killed => (Operation)new Restart(killed))));

    private static readonly Gen<Operation> Single = Gen.Frequency(
        (30, Sends), (30, Receives), (25, Ends), (6, Agents), (8, Times), (3, Disturbances),
        (4, Gen.Choose(0, 20).Select(pick => (Operation)new Requeue(pick))), (4, Gen.Constant((Operation)new Settle())));

    private static readonly Gen<Operation> Concurrent =
        from first in Single
        from second in Gen.OneOf(Receives, Single)
        from third in Gen.OneOf(Gen.Constant<Operation?>(null), Single.Select(one => (Operation?)one))
        select (Operation)new Together(first, second, third);

    private static readonly Gen<Operation> Any = Gen.Frequency((6, Single), (1, Concurrent));

    [Fact]
    public void Whatever_happens_nothing_is_lost_or_done_twice_or_in_two_hands()
    {
        int runs = int.TryParse(Environment.GetEnvironmentVariable("ORCHESTRATOR_MODEL_RUNS"), out int many) ? many : 1;
        var shortening = new Stopwatch();
        Arbitrary<Plan> plans = Arb.From(
            Any.ListOf(OperationsOfPlan).Select(list => new Plan([.. list])),
            plan =>
            {
                shortening.Start();
                return Shorter(plan).TakeWhile(_ => shortening.Elapsed < Shortening);
            });
        Property property = Prop.ForAll(plans, plan => Task.Run(() => RunAsync(plan)).GetAwaiter().GetResult());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Plans * runs), property);
    }

    private static async Task RunAsync(Plan plan)
    {
        await using Fleet fleet = await Fleet.StartAsync();
        foreach (Operation operation in plan.All) await fleet.RunAsync(operation);
        await fleet.DrainAsync();
    }

    // First without long stretches, then without shorter ones.
    private static IEnumerable<Plan> Shorter(Plan plan)
    {
        for (int length = plan.All.Count / 2; length > 0; length /= 2)
        {
            for (int from = 0; from < plan.All.Count; from += length)
                yield return new([.. plan.All.Take(from), .. plan.All.Skip(from + length)]);
        }

        for (int i = 0; i < plan.All.Count; i++)
        {
            if (plan.All[i] is not Together together) continue;
            foreach (Operation[] fewer in (Operation[][])[[together.First, together.Second], [together.First], [together.Second]])
                yield return new([.. plan.All.Take(i), .. fewer, .. plan.All.Skip(i + 1)]);
        }
    }
}
