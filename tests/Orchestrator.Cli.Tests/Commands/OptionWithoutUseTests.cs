using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

/// <summary>An option that every command takes is refused where it would do nothing.</summary>
public sealed class OptionWithoutUseTests
{
    [Theory]
    [InlineData("--urls", "serve", "--url", "http://127.0.0.1:6000")]
    [InlineData("token create", "serve", "--token", "x")]
    [InlineData("token create", "serve", "--token-file", "x")]
    [InlineData("--data", "sql", "SELECT 1", "--url", "http://127.0.0.1:9")]
    [InlineData("--data", "sql", "SELECT 1", "--token", "x")]
    [InlineData("environment", "completion", "bash", "--url", "http://127.0.0.1:9")]
    [InlineData("ORCHESTRATOR_TOKEN", "git", "guard", "install", "--token", "x")]
    [InlineData("no host", "git", "guard", "uninstall", "--url", "http://127.0.0.1:9")]
    [InlineData("--url", "token", "list", "--data", "/nowhere", "--url", "http://127.0.0.1:9")]
    [InlineData("--url", "token", "list", "--store", "Host=/nowhere", "--url", "http://127.0.0.1:9")]
    [InlineData("--url", "mcp", "--data", "/nowhere", "--url", "http://127.0.0.1:9")]
    public async Task It_is_wrong_usage_and_what_is_of_use_is_said(string named, params string[] arguments)
    {
        CommandResult result = await new Shell().RunAsync(arguments);

        Assert.Equal((ExitCode.WrongUsage, string.Empty), (result.Code, result.Out));
        Assert.StartsWith("error: --", result.Error, StringComparison.Ordinal);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_names_a_host_for_all_commands_and_is_not_refused()
    {
        CommandResult result = await new Shell().With("ORCHESTRATOR_URL", "http://127.0.0.1:9").With("ORCHESTRATOR_TOKEN", "x").RunAsync("completion", "bash");

        Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error));
    }

    [Fact]
    public async Task A_folder_that_is_given_goes_before_an_address_of_the_environment()
    {
        string data = Directory.CreateTempSubdirectory("orchestrator-given-").FullName;
        try
        {
            CommandResult result = await new Shell().With("ORCHESTRATOR_URL", "http://127.0.0.1:9").RunAsync("token", "list", "--data", data);

            Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
