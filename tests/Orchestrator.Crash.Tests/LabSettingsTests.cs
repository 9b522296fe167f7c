using Orchestrator.Crash.Lab;
using Orchestrator.Crash.Lab.Faults;

namespace Orchestrator.Crash.Tests;

public sealed class LabSettingsTests
{
    [Fact]
    public void Network_rounds_may_have_a_server_of_the_callers()
    {
        LabSettings settings = LabSettings.Parse(["--faults", "network,kill", "--store", "Host=db.example;Username=me", "--seed", "7"]);
        Assert.Equal([FaultKind.Network, FaultKind.Kill], settings.Faults);
        Assert.Equal("Host=db.example;Username=me", settings.Store);
        Assert.Equal(7, settings.Seed);
    }

    [Theory]
    [InlineData("--faults", "--faults", "network,lying-fsync")]
    [InlineData("--faults", "--faults", "earthquake")]
    [InlineData("--store", "--store", "Host=127.0.0.1")]
    [InlineData("--store", "--faults", "network", "--store", "Host=/var/run/postgresql;Password=hidden")]
    [InlineData("--store", "--faults", "network", "--store", "hidden")]
    [InlineData("--store", "--faults", "network", "--store", "Hots=1;Password=hidden")]
    [InlineData("--rounds", "--rounds", "0")]
    [InlineData("--rounds", "--rounds")]
    [InlineData("--depth", "--depth")]
    public void What_is_wrong_is_named_and_no_connection_string_is_repeated(string named, params string[] args)
    {
        FormatException error = Assert.Throws<FormatException>(() => LabSettings.Parse(args));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }
}
