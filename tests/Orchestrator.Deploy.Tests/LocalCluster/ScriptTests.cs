using Orchestrator.Deploy.Tests.Support;

namespace Orchestrator.Deploy.Tests.LocalCluster;

public sealed class ScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact] // The list was piped into a grep that ended at its first match: what was still written then failed the script.
    public async Task First_of_very_many_silos_is_known()
    {
        Ended ended = await RunAsync("20000", "kill", "silo1");

        Assert.Contains("silo1 does not run", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("there is no", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silo4")]
    [InlineData("silo")]
    [InlineData("silo1 silo2")]
    [InlineData("silo.")]
    [InlineData("")]
    public async Task Unknown_name_is_refused_with_those_there_are(string name)
    {
        Ended ended = await RunAsync("3", "kill", name);

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($"there is no '{name}': choose postgres, silo1, silo2, silo3, gateway1, gateway2", ended.Error, StringComparison.Ordinal);
    }

    private Task<Ended> RunAsync(string silos, params ReadOnlySpan<string> arguments) => Command.RunAsync(
        [Repository.Deploy("local-cluster.sh"), .. arguments],
        folder: null,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["CLUSTER_FOLDER"] = _folder.At("cluster"), ["CLUSTER_SILOS"] = silos });
}
