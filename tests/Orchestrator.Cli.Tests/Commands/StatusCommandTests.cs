using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class StatusCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task The_status_is_names_and_values_for_people()
    {
        CommandResult result = await host.Shell().RunAsync("status");

        Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error));
        Assert.Contains("version", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('{', result.Out);
    }

    [Fact]
    public async Task The_status_is_json_for_programs()
    {
        CommandResult result = await new Shell().RunAsync("status", "--json", "--url", host.Url);

        Assert.Equal(ExitCode.Ok, result.Code);
        Assert.True(result.Json.TryGetProperty("version", out _));
    }
}
