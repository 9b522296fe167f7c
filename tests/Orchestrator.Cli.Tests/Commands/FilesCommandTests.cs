using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class FilesCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Files_are_reserved_listed_checked_renewed_and_released()
    {
        Shell shell = host.Shell().With("ORCHESTRATOR_AGENT", "coder");
        CommandResult reserved = await shell.RunAsync("files", "reserve", "src/**", "README.md", "--project", "/srv/app", "--reason", "parser", "--ttl", "60");
        string id = reserved.Line;
        CommandResult listed = await Eventually.SeeAsync(
            () => shell.RunAsync("files", "--project", "/srv/app", "--path", "src/a/b.cs"), result => result.Out.Contains(id, StringComparison.Ordinal));
        CommandResult free = await shell.RunAsync("files", "check", "src/a.cs", "--project", "/srv/app");
        CommandResult renewed = await shell.RunAsync("files", "renew", id, "--ttl", "600");
        CommandResult released = await shell.RunAsync("files", "release", id, "--reason", "done");

        Assert.All([reserved, listed, free, renewed, released], result => Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error)));
        Assert.StartsWith("lease_", id, StringComparison.Ordinal);
        Assert.Contains("src/**, README.md", listed.Out, StringComparison.Ordinal);
        Assert.Contains("Nobody", free.Out, StringComparison.Ordinal);
        Assert.Contains("active", renewed.Out, StringComparison.Ordinal);
        Assert.Contains("released", released.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_agent_holds_is_refused_and_named_and_an_operator_ends_it()
    {
        Shell shell = host.Shell();
        string id = (await shell.RunAsync("files", "reserve", "x", "--project", "/srv/held", "--agent", "a", "--reason", "mine")).Line;

        CommandResult refused = await shell.RunAsync("files", "reserve", "?", "--project", "/srv/held", "--agent", "b");
        CommandResult check = await shell.RunAsync("files", "check", "x", "y", "--project", "/srv/held", "--agent", "b");
        CommandResult json = await shell.RunAsync("files", "check", "x", "--project", "/srv/held", "--json");
        CommandResult forced = await shell.RunAsync("files", "force-release", id, "--by", "ada", "--reason", "a hangs");

        Assert.Equal(ExitCode.Failed, refused.Code);
        Assert.EndsWith("[lease-conflict]\n", refused.Error, StringComparison.Ordinal);
        Assert.Contains("which a holds", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, check.Code);
        Assert.Contains($"x is held by a", check.Error, StringComparison.Ordinal);
        Assert.Equal(id, json.Json[0].GetProperty("leaseId").GetString());
        Assert.Contains("ada", forced.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_is_code_2()
    {
        Shell shell = host.Shell();
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("files", "reserve", "x", "--project", "/srv/app")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("files", "force-release", "lease_1", "--by", "ada")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("git", "guard", "install", "--fail-open", "--fail-closed")).Code);
        Assert.Equal(ExitCode.Failed, (await shell.RunAsync("git", "guard", "install", "--repo", "/no/such/folder")).Code);
    }
}
