namespace Orchestrator.Simulation.Tests;

/// <summary>Bugs that are built in are found: a simulation that finds nothing may be one that looks at nothing.</summary>
public sealed class MutationTests(SimulationProcess simulation) : IClassFixture<SimulationProcess>
{
    [Theory]
    [InlineData("fence", "no-fence", "forks")]
    [InlineData("transactions", "answers-early", "transaction")]
    [InlineData("messages", "answers-early", "")]
    [InlineData("groups", "answers-early", "")]
    [InlineData("keys", "forgets-keys", "")]
    [InlineData("files", "answers-early", "")]
    [InlineData("claims", "answers-early", "")]
    public async Task A_bug_is_found_and_told_with_the_command_to_repeat_it(string workload, string bug, string told)
    {
        (int exitCode, string output) = await simulation.RunAsync($"{workload} --schedules 3000 --seed 1 --bug {bug}");

        Assert.True(exitCode == 1, output);
        Assert.Contains(told, output, StringComparison.Ordinal);
        Assert.Contains($"-- {workload} --seed ", output, StringComparison.Ordinal);
        Assert.Contains($"--schedules 1 --trace --bug {bug}", output, StringComparison.Ordinal);
        Assert.Contains("are enough:", output, StringComparison.Ordinal);
    }
}
