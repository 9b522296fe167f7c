using System.Globalization;
using Microsoft.Extensions.Options;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Reporting.Tests.Projection;

public sealed class ProjectionPaceTests
{
    [Fact]
    public async Task New_rows_are_projected_at_low_priority_and_old_ones_at_that_of_commands()
    {
        if (!OperatingSystem.IsLinux()) return; // Elsewhere there is no file to read it from.
        TimeProvider time = TimeProvider.System;
        using ProjectionPace pace = new(Options.Create(new ReportingOptions { GiveWayTime = TimeSpan.FromMinutes(1) }), time);
        int usual = Niceness();

        Assert.Equal(usual, await pace.RunAsync(time.GetUtcNow().AddHours(-1), Niceness));
        int low = await pace.RunAsync(time.GetUtcNow(), Niceness);

        Assert.Equal(Math.Min(19, usual + 10), low);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(4, 20)]
    [InlineData(10, 50)]
    [InlineData(5_000, 200)]
    public void Batches_that_take_long_are_further_apart(int tookMs, int spacingMs)
    {
        using ProjectionPace pace = new(Options.Create(new ReportingOptions { GatherTime = TimeSpan.FromMilliseconds(20) }), TimeProvider.System);

        pace.Took(TimeSpan.FromMilliseconds(tookMs));

        Assert.Equal(TimeSpan.FromMilliseconds(spacingMs), pace.Spacing);
    }

    [Fact]
    public void Where_nothing_is_gathered_nothing_ever_is()
    {
        using ProjectionPace pace = new(Options.Create(new ReportingOptions { GatherTime = TimeSpan.Zero }), TimeProvider.System);

        pace.Took(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.Zero, pace.Spacing);
    }

    [Fact]
    public async Task What_the_work_throws_reaches_who_gave_it()
    {
        using LowPriorityThread thread = new("test");

        await Assert.ThrowsAsync<TimeoutException>(() => thread.RunAsync<int>(() => throw new TimeoutException()));
        Assert.Equal(1, await thread.RunAsync(() => 1));
    }

    // proc(5): the 19th field; the second, in parentheses, may have spaces.
    private static int Niceness()
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }
}
