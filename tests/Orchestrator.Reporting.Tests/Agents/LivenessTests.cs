using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;
using Orchestrator.Reporting.Tests.Projection;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Agents;

public sealed class LivenessTests
{
    private static readonly string Direct = ConversationId.Direct(Id("boss"), Id("a")).Value;

    private static AgentId Id(string text) => AgentId.Parse(text);

    private static async Task<AgentView> AgentAsync(ReportingRoom room, string id = "a") => (await room.Agents.GetAsync(Id(id), default))!;

    // Agent a took two messages and keeps beating for so long.
    private static Story Holding(double minutes)
    {
        Story story = new Story().Register("a").Beat("a").Send("m1", "boss", "a", "1").Send("m2", "boss", "a", "2")
            .Queue("a", Direct, "m1", "m2").Lease("a", TimeSpan.FromMinutes(1), "m2").Lease("a", TimeSpan.FromMinutes(1), "m1");
        DateTimeOffset end = story.Now.AddMinutes(minutes);
        while (story.Now < end)
        {
            story.Now = story.Now.AddMinutes(1);
            story.Agent("a", at => new AgentHeartbeatRecorded { At = at });
        }

        return story;
    }

    [Fact]
    public async Task A_healthy_looking_agent_that_makes_no_progress_with_work_in_hand_is_stalled()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(Holding(minutes: 11));

        AgentView agent = await AgentAsync(room);

        Assert.Equal((AgentLiveness.Stalled, 2L), (agent.Liveness, agent.HoldsCount!.Value));
        Assert.Equal(["message/m2", "message/m1"], agent.Holds!);
        Assert.Equal(["a"], (await room.Agents.ListAsync(new AgentFilter { Liveness = AgentLiveness.Stalled }, new PageRequest(), default))
            .Items.Select(item => item.Id.Value));
    }

    [Fact]
    public async Task A_lease_that_ran_out_leaves_the_message_in_its_hands_and_another_lease_does_not_begin_anew()
    {
        Story story = Holding(minutes: 6);
        story.Lease("a", TimeSpan.FromMinutes(1), "m1");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);
        room.Time.Now = story.Now.AddMinutes(4.5);

        AgentView agent = await AgentAsync(room);

        Assert.Equal((AgentLiveness.Stalled, 2L), (agent.Liveness, agent.HoldsCount!.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_takes_shared_work_that_another_let_run_out_has_it_since_then(bool oneByOne)
    {
        Story story = new Story().Register("a").Register("b").Beat("b")
            .Send("m1", "boss", null, "1", "team:x", sent => sent with { To = Recipients.Parse("any-of:team:x", "to") })
            .Queue("team:x", "team:x", "m1");
        Lease(story, by: "a");
        story.Now = story.Now.AddMinutes(11);
        Lease(story.Beat("b"), by: "b");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story, options => options.BatchRows = oneByOne ? 1 : 1000);

        Assert.Equal((AgentLiveness.Alive, 1L), ((await AgentAsync(room, "b")).Liveness, (await AgentAsync(room, "b")).HoldsCount!.Value));
        Assert.Equal(0L, (await AgentAsync(room)).HoldsCount);
        Assert.Equal(TimeText.Of(story.Now), room.Scalar("SELECT taken_at FROM message_deliveries"));

        static Story Lease(Story story, string by) => story.Mailbox("team:x", at =>
            new MessagesLeased { At = at, Until = at.AddMinutes(1), Messages = [MessageId.Parse("m1")], By = Id(by) });
    }

    [Fact]
    public async Task What_it_acknowledged_gave_back_or_lost_is_not_in_its_hands()
    {
        Story story = Holding(minutes: 11);
        story.Send("m3", "boss", "a", "3").Lease("a", TimeSpan.FromHours(1), "m3").DeadLetter("a", "m3").Return("a", "m1");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal(["message/m2"], (await AgentAsync(room)).Holds!);
        room.Memory.Add(new Story { Now = story.Now }.Acknowledge("a", "m2").Rows);
        await room.CaughtUpAsync();
        AgentView agent = await AgentAsync(room);
        Assert.Equal((AgentLiveness.Alive, 0L, story.Now.AddSeconds(1)), (agent.Liveness, agent.HoldsCount!.Value, agent.LastProgress!.Value));
        room.Memory.Add(new Story { Now = story.Now.AddMinutes(5) }.Agent("a", at => new AgentHeartbeatRecorded { At = at }).Rows);
        await room.CaughtUpAsync();
        room.Time.Now = story.Now.AddMinutes(5.1);
        Assert.Equal(AgentLiveness.Idle, (await AgentAsync(room)).Liveness);
    }

    [Fact]
    public async Task No_more_than_twenty_of_what_it_holds_are_named()
    {
        Story story = new Story().Register("a").Beat("a");
        string[] messages = [.. Enumerable.Range(10, 25).Select(number => $"m{number}")];
        foreach (string message in messages) story.Send(message, "boss", "a", "x");
        story.Lease("a", TimeSpan.FromHours(1), messages);
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        AgentView agent = await AgentAsync(room);

        Assert.Equal(25, agent.HoldsCount);
        Assert.Equal(messages.Take(20).Select(message => $"message/{message}"), agent.Holds!);
    }

    [Fact]
    public async Task Progress_is_a_message_metrics_another_status_or_another_task_and_not_a_heartbeat()
    {
        Story story = new Story().Register("a");
        List<DateTimeOffset?> expected = [null];
        List<int> rows = [story.Rows.Count];

        void Then(bool moves, Action happens)
        {
            happens();
            expected.Add(moves ? story.Now : expected[^1]);
            rows.Add(story.Rows.Count);
        }

        void Beat(string? task = null, Dictionary<string, double>? metrics = null) =>
            story.Agent("a", at => new AgentHeartbeatRecorded { At = at, CurrentTask = task, Metrics = metrics });
        void Update(AgentProfile change) => story.Agent("a", at => new AgentUpdated { At = at, Change = change });

        Then(true, () => story.Beat("a"));
        Then(false, () => Beat());
        Then(true, () => Beat("task 1"));
        Then(false, () => Beat("task 1"));
        Then(true, () => Beat("task 2"));
        Then(true, () => Beat(metrics: new() { ["cpu"] = 1 }));
        Then(false, () => Update(new AgentProfile { Team = "red", CurrentTask = "task 2" }));
        Then(true, () => Update(new AgentProfile { CurrentTask = "task 3" }));
        Then(true, () => story.Send("m1", "a", "b", "hello"));
        Then(false, () => story.Send("m2", "b", "a", "hello"));
        Then(true, () => story.Acknowledge("a", "m2"));
        Then(false, () => story.Agent("a", at => new AgentStatusChanged { At = at, From = AgentStatus.Active, To = AgentStatus.Offline }));
        await using ReportingRoom room = await ReportingRoom.StartAsync();

        for (int step = 0; step < rows.Count; step++)
        {
            room.Memory.Add(story.Rows[(step == 0 ? 0 : rows[step - 1])..rows[step]]);
            await room.CaughtUpAsync();
            Assert.Equal((step, expected[step]), (step, (await AgentAsync(room)).LastProgress));
        }
    }

    [Fact]
    public async Task Stalled_agents_are_found_until_they_are_marked_and_marked_ones_when_they_move()
    {
        Story story = Holding(minutes: 11);
        DateTimeOffset taken = Story.Begin.AddSeconds(6);
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        AgentStall stall = Assert.Single(await room.Stalls.ListStalledAsync(10, default));
        Assert.Equal((Id("a"), 1L, taken, 2L), (stall.AgentId, stall.Epoch, stall.Since, stall.HoldsCount));
        Assert.Equal(["message/m2", "message/m1"], stall.Holds);
        Assert.Empty(await room.Stalls.ListResumedAsync(10, default));

        Story marked = new Story { Now = story.Now }.Agent("a", at => new AgentStalled { At = at, Stall = stall });
        room.Memory.Add(marked.Rows);
        await room.CaughtUpAsync();
        Assert.Equal(taken, (await AgentAsync(room)).StalledSince);
        Assert.Empty(await room.Stalls.ListStalledAsync(10, default));
        Assert.Empty(await room.Stalls.ListResumedAsync(10, default));

        room.Memory.Add(new Story { Now = marked.Now }.Acknowledge("a", "m1").Rows);
        await room.CaughtUpAsync();
        Assert.Equal([new AgentIncarnation(Id("a"), 1)], await room.Stalls.ListResumedAsync(10, default));

        room.Memory.Add(new Story { Now = marked.Now }.Agent("a", at => new AgentResumed { At = at, StalledSince = taken }).Rows);
        await room.CaughtUpAsync();
        Assert.Null((await AgentAsync(room)).StalledSince);
        Assert.Empty(await room.Stalls.ListResumedAsync(10, default));
    }

    [Fact]
    public async Task What_a_grain_shows_is_completed_by_the_tables()
    {
        Story story = Holding(minutes: 11);
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);
        AgentView known = await AgentAsync(room);
        AgentView grain = known with { Liveness = AgentLiveness.Alive, LastProgress = null, Holds = null, HoldsCount = null };

        Assert.Equal(Json.Of(known), Json.Of(await room.Agents.CompleteAsync(grain, default)));
        AgentView reborn = await room.Agents.CompleteAsync(grain with { Epoch = 2, RegisteredAt = story.Now }, default);
        Assert.Equal(AgentLiveness.Alive, reborn.Liveness);
        AgentView gone = await room.Agents.CompleteAsync(grain with { Liveness = AgentLiveness.Offline }, default);
        Assert.Equal(AgentLiveness.Offline, gone.Liveness);
    }

    [Fact]
    public async Task What_agents_hold_is_found_without_looking_at_the_rest_of_their_mail()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story());

        List<Dictionary<string, object?>> steps = room.Sql($"EXPLAIN QUERY PLAN SELECT {WorkInHand.ColumnsSql("agents.id")} FROM agents");

        string[] searches = [.. steps.Select(step => (string)step["detail"]!).Where(step => step.Contains("message_deliveries", StringComparison.Ordinal))];
        Assert.Equal(3, searches.Length);
        Assert.All(searches, step => Assert.Contains("INDEX idx_deliveries_held", step, StringComparison.Ordinal));
    }

    [Fact]
    public void The_filter_of_lists_judges_as_the_rule_does()
    {
        Arbitrary<int[]> numbers = Gen.Choose(0, int.MaxValue).ArrayOf(120).ToArbitrary();
        Prop.ForAll(numbers, history => CompareAsync(history).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    // Histories go on by the second; so do these limits.
    private static async Task CompareAsync(int[] numbers)
    {
        Story story = RandomHistory.Of(numbers);
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);
        LivenessLimits limits = new()
        {
            OfflineAfter = TimeSpan.FromSeconds(80),
            IdleAfter = TimeSpan.FromSeconds(20),
            StalledAfter = TimeSpan.FromSeconds(25),
        };
        foreach (int started in new[] { 0, 100 })
        {
            ManualTime time = new() { Now = Story.Begin.AddSeconds(started) };
            LivenessClock clock = new(time, limits);
            AgentQueries agents = new(room.Get<ReportingReader>(), clock);
            for (int later = 0; later <= 90; later++)
            {
                time.Now = story.Now.AddSeconds(later);
                Page<AgentView> all = await agents.ListAsync(new AgentFilter(), new PageRequest(), default);
                foreach (AgentLiveness liveness in Enum.GetValues<AgentLiveness>())
                {
                    Page<AgentView> some = await agents.ListAsync(new AgentFilter { Liveness = liveness }, new PageRequest(), default);
                    Assert.Equal(all.Items.Where(agent => agent.Liveness == liveness).Select(agent => agent.Id), some.Items.Select(agent => agent.Id));
                }
            }
        }
    }
}
