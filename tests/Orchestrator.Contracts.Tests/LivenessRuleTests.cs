using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Agents;

namespace Orchestrator.Contracts.Tests;

public sealed class LivenessRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly LivenessLimits Limits = new();

    // Registered two hours ago, heard of just now.
    private static LivenessEvidence Beating => new() { Watched = true, RegisteredAt = Ago(120), LastHeartbeat = Ago(0) };

    private static DateTimeOffset Ago(double minutes) => Now.AddMinutes(-minutes);

    private static AgentLiveness Judge(LivenessEvidence evidence) => LivenessRule.Judge(evidence, Limits, Now);

    [Fact]
    public void A_healthy_looking_agent_that_makes_no_progress_with_work_in_hand_is_stalled() =>
        Assert.Equal(AgentLiveness.Stalled, Judge(Beating with { HoldsSince = Ago(10), LastProgress = Ago(11) }));

    [Theory]
    [InlineData(9.9, 30.0, AgentLiveness.Alive)] // it took the work a moment ago, however long it waited for it
    [InlineData(30.0, 9.9, AgentLiveness.Alive)] // it moved since
    [InlineData(10.0, 10.0, AgentLiveness.Stalled)]
    [InlineData(10.0, null, AgentLiveness.Stalled)]
    public void With_work_in_hand_the_clock_runs_from_the_last_progress_or_from_taking_it(
        double held, double? progress, AgentLiveness expected) => Assert.Equal(
            expected, Judge(Beating with { HoldsSince = Ago(held), LastProgress = progress is { } minutes ? Ago(minutes) : null }));

    [Theory]
    [InlineData(4.9, AgentLiveness.Alive)]
    [InlineData(5.0, AgentLiveness.Idle)]
    [InlineData(119.0, AgentLiveness.Idle)]
    [InlineData(null, AgentLiveness.Idle)]
    public void Without_work_it_is_idle_after_a_while_and_never_stalled(double? progress, AgentLiveness expected) =>
        Assert.Equal(expected, Judge(Beating with { LastProgress = progress is { } minutes ? Ago(minutes) : null }));

    [Fact]
    public void It_is_offline_when_it_is_not_watched_never_beat_or_stopped_beating()
    {
        Assert.Equal(AgentLiveness.Offline, Judge(Beating with { Watched = false }));
        Assert.Equal(AgentLiveness.Offline, Judge(Beating with { LastHeartbeat = null }));
        Assert.Equal(AgentLiveness.Offline, Judge(Beating with { LastHeartbeat = Ago(5.1), HoldsSince = Ago(60) }));
        Assert.Equal(AgentLiveness.Idle, Judge(Beating with { LastHeartbeat = Ago(5) }));
    }

    [Fact]
    public void What_was_before_this_incarnation_does_not_count_against_it()
    {
        LivenessEvidence reborn = Beating with { RegisteredAt = Ago(1), LastProgress = Ago(60), HoldsSince = Ago(60) };

        Assert.Equal(AgentLiveness.Alive, Judge(reborn));
        Assert.Equal(Ago(1), LivenessRule.QuietSince(reborn));
    }

    [Fact]
    public void The_hosts_own_downtime_does_not_count_against_an_agent_but_ends_no_stall_that_was_noted_before()
    {
        LivenessEvidence restarted = Beating with
        {
            ListeningSince = Ago(1),
            LastHeartbeat = Ago(60),
            LastProgress = Ago(70),
            HoldsSince = Ago(65),
        };

        Assert.Equal(AgentLiveness.Alive, Judge(restarted));
        Assert.Equal(AgentLiveness.Stalled, Judge(restarted with { StalledSince = Ago(65) }));
        Assert.Equal(AgentLiveness.Alive, Judge(restarted with { StalledSince = Ago(65), LastProgress = Ago(0.5) }));
    }

    [Fact]
    public void Later_evidence_never_makes_it_worse_and_time_alone_never_better()
    {
        static Gen<DateTimeOffset?> Time() => Gen.OneOf(
            Gen.Constant<DateTimeOffset?>(null), Gen.Choose(0, 40).Select(minutes => (DateTimeOffset?)Ago(minutes)));
        Arbitrary<LivenessEvidence> all = (
            from registered in Gen.Choose(0, 40)
            from heartbeat in Time()
            from progress in Time()
            from holds in Time()
            from stalled in Time()
            select new LivenessEvidence
            {
                Watched = true,
                RegisteredAt = Ago(registered),
                LastHeartbeat = heartbeat,
                LastProgress = progress,
                HoldsSince = holds,
                StalledSince = stalled,
            }).ToArbitrary();

        Prop.ForAll(all, evidence =>
        {
            AgentLiveness judged = Judge(evidence);
            AgentLiveness moved = Judge(evidence with { LastProgress = Now });
            AgentLiveness later = LivenessRule.Judge(evidence, Limits, Now.AddMinutes(3));
            return moved is AgentLiveness.Alive or AgentLiveness.Offline
                && (judged == AgentLiveness.Offline) == (moved == AgentLiveness.Offline)
                && later >= judged;
        }).QuickCheckThrowOnFailure();
    }
}
