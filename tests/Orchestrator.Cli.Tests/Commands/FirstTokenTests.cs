using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

/// <summary>The first token of a host that runs: it closes the host, so it must not surprise.</summary>
public sealed class FirstTokenTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Who_makes_the_first_token_is_told_that_the_host_is_closed_and_who_makes_the_next_is_not()
    {
        CommandResult first = await _host.Shell().RunAsync("token", "create", "--name", "me", "--role", "admin");
        CommandResult next = await _host.Shell().With("ORCHESTRATOR_TOKEN", first.Line)
            .RunAsync("token", "create", "--name", "b", "--role", "agent", "--agent", "builder");

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (first.Code, next.Code));
        Assert.Contains("the host is closed now to all without a token", first.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("closed now", next.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_token_that_makes_no_others_is_refused_with_the_way_out_and_made_by_force()
    {
        string[] create = ["token", "create", "--name", "b", "--role", "observer"];
        CommandResult refused = await _host.Shell().RunAsync(create);
        CommandResult open = await _host.Shell().RunAsync("status");
        CommandResult forced = await _host.Shell().RunAsync([.. create, "--force"]);

        Assert.Equal((ExitCode.WrongUsage, string.Empty), (refused.Code, refused.Out));
        foreach (string word in (string[])["observer", "--role admin", "--force", "token create --data FOLDER"])
            Assert.Contains(word, refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, open.Code);
        Assert.Equal(ExitCode.Ok, forced.Code);
        Assert.Contains("closed now", forced.Error, StringComparison.Ordinal);
    }
}
