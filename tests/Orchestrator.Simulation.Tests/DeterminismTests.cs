namespace Orchestrator.Simulation.Tests;

/// <summary>A seed tells all that happens.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData("messages")]
    [InlineData("groups")]
    [InlineData("claims")]
    [InlineData("transactions")]
    [InlineData("keys")]
    public async Task The_same_seeds_make_the_same_schedules_in_two_processes_on_any_number_of_threads(string workload)
    {
        using var one = new SimulationProcess();
        using var other = new SimulationProcess();

        (_, string first) = await one.RunAsync($"{workload} --schedules 40 --seed 1000 --threads 1");
        (_, string again) = await one.RunAsync($"{workload} --schedules 40 --seed 1000 --threads 2");
        (_, string elsewhere) = await other.RunAsync($"{workload} --schedules 40 --seed 1000 --threads 2");
        (_, string another) = await other.RunAsync($"{workload} --schedules 40 --seed 2000 --threads 2");

        Assert.Equal(DigestOf(first), DigestOf(again));
        Assert.Equal(DigestOf(first), DigestOf(elsewhere));
        Assert.NotEqual(DigestOf(first), DigestOf(another));
    }

    [Fact]
    public async Task A_wrong_option_is_named_with_what_is_allowed()
    {
        using var simulation = new SimulationProcess();

        (int exitCode, string output) = await simulation.RunAsync("messages --schedules none");

        Assert.Equal(2, exitCode);
        Assert.StartsWith("--schedules must be a whole number from 1 to", output, StringComparison.Ordinal);
    }

    private static string DigestOf(string output) => output[output.IndexOf("digest ", StringComparison.Ordinal)..].Split('\n')[0];
}
