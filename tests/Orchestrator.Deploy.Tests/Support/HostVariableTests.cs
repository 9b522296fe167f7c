namespace Orchestrator.Deploy.Tests.Support;

public sealed class HostVariableTests
{
    [Fact]
    public void Every_variable_that_a_deployment_sets_is_one_that_the_host_reads()
    {
        string[] files = [.. Directory.EnumerateFiles(Repository.Deploy(), "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".env", StringComparison.Ordinal))];
        string[] names = [.. files.SelectMany(file => HostVariables.In(File.ReadAllText(file))).Distinct(StringComparer.Ordinal)];

        Assert.Contains("Orchestrator__Data", names);
        HostVariables.AssertKnown(names);
    }
}
