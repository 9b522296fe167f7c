using System.Text.Json;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Help;

/// <summary>With <c>--json</c> a failure is JSON too: one problem on one line of standard error.</summary>
public sealed class ProblemTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("not-found", ExitCode.Failed, "sessions", "show", "nothing")]
    [InlineData("invalid", ExitCode.Failed, "agents", "--status", "asleep")]
    [InlineData("unreachable", ExitCode.Failed, "status", "--url", "http://127.0.0.1:9")]
    [InlineData("usage", ExitCode.WrongUsage, "agents", "show")]
    [InlineData("usage", ExitCode.WrongUsage, "taks")]
    [InlineData("usage", ExitCode.WrongUsage, "agents", "update", "a")]
    [InlineData("failed", ExitCode.Failed, "token", "list", "--url", "http://127.0.0.1:9", "--token-file", "/nowhere/token")]
    public async Task A_failure_is_a_problem(string code, int exit, params string[] command)
    {
        CommandResult result = await host.Shell().RunAsync([.. command, "--json"]);

        Assert.Equal((exit, string.Empty), (result.Code, result.Out));
        using JsonDocument problem = JsonDocument.Parse(Assert.Single(result.Error.TrimEnd('\n').Split('\n')));
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.Equal($"urn:orchestrator:problem:{code}", problem.RootElement.GetProperty("type").GetString());
        Assert.NotEmpty(problem.RootElement.GetProperty("detail").GetString()!);
    }
}
