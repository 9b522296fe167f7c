namespace Orchestrator.Simulation.Tests;

/// <summary>Thousands of schedules of each workload, and those that once failed.</summary>
public sealed class ScheduleTests(SimulationProcess simulation) : IClassFixture<SimulationProcess>
{
    [Theory]
    [InlineData("messages")]
    [InlineData("groups")]
    [InlineData("claims")]
    [InlineData("transactions")]
    [InlineData("files")]
    [InlineData("keys")]
    [InlineData("fence")]
    public async Task Promises_hold_in_every_schedule(string workload)
    {
        (int exitCode, string output) = await simulation.RunAsync($"{workload} --schedules 200 --seed 1");

        Assert.True(exitCode == 0, output);
    }

    // What each found is said in docs/simulation.md.
    [Theory]
    [InlineData("messages", 46)]
    [InlineData("messages", 160)]
    [InlineData("messages", 744)]
    [InlineData("claims", 615)]
    [InlineData("transactions", 5000919)]
    [InlineData("transactions", 5006816)]
    [InlineData("fence", 16)]
    public async Task A_schedule_that_failed_once_keeps_all_promises(string workload, int seed)
    {
        (int exitCode, string output) = await simulation.RunAsync($"{workload} --schedules 1 --seed {seed}");

        Assert.True(exitCode == 0, output);
    }
}
