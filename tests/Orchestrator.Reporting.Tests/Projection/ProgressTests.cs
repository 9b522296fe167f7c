using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Projection;

public sealed class ProgressTests
{
    [Fact]
    public async Task A_query_after_the_wait_sees_the_position_that_was_waited_for()
    {
        await using ReportingRoom room = await ReportingRoom.StartAsync(options: o => o.GatherTime = TimeSpan.FromSeconds(1));
        Story story = new();
        for (int number = 1; number <= 20; number++)
        {
            story.StartSession($"s{number}");
            room.Memory.Add(story.Rows[^1..]);

            await room.Progress.WaitForAsync(number, ReportingRoom.Patience, default);

            Assert.NotNull(await room.Sessions.GetAsync(SessionId.Parse($"s{number}"), default));
        }
    }

    [Fact]
    public async Task A_position_that_does_not_come_in_time_is_unavailable()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));

        UnavailableException error = await Assert.ThrowsAsync<UnavailableException>(
            () => room.Progress.WaitForAsync(2, TimeSpan.FromMilliseconds(20), default));

        Assert.Contains("at position 1, not yet at 2", error.Message, StringComparison.Ordinal);
        await room.Progress.WaitForAsync(1, TimeSpan.Zero, default);
        await room.Progress.WaitForAsync(0, TimeSpan.Zero, default);
    }

    [Fact]
    public async Task A_wait_ends_when_its_caller_goes()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story());
        using CancellationTokenSource caller = new();

        Task wait = room.Progress.WaitForAsync(1, ReportingRoom.Patience, caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task Many_wait_for_different_positions()
    {
        await using ReportingRoom room = await ReportingRoom.StartAsync();
        Task[] waits = [.. Enumerable.Range(1, 50).Reverse().Select(
            position => room.Progress.WaitForAsync(position, ReportingRoom.Patience, default))];
        Story story = new();
        for (int number = 1; number <= 50; number++) story.StartSession($"s{number}");

        room.Memory.Add(story.Rows[..25]);
        await Task.WhenAll(waits[25..]);
        Assert.All(waits[..25], wait => Assert.False(wait.IsCompleted));
        room.Memory.Add(story.Rows[25..]);
        await Task.WhenAll(waits);
    }

    [Fact]
    public async Task The_status_says_where_the_tables_are()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));
        Assert.Equal(new ProjectionStatus(ProjectionState.Running, 1, 1, null, null) { Lag = 0 }, room.Progress.Status);
        Assert.Equal(0, room.Progress.Status.Lag);

        Assert.False(room.Progress.Status.IsBehind);

        await room.StopAsync();

        Assert.Equal(ProjectionState.Stopped, room.Progress.Status.State);
    }
}
