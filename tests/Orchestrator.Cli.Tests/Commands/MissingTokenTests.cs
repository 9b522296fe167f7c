using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

/// <summary>A host that takes tokens, asked by somebody without one.</summary>
public sealed class MissingTokenTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("status")]
    [InlineData("token", "create", "--name", "x", "--role", "admin")]
    [InlineData("tail")]
    public async Task Who_has_no_token_is_told_how_to_give_one(params string[] command)
    {
        await _host.Shell().RunAsync("token", "create", "--name", "me", "--role", "admin");
        CommandResult without = await _host.Shell().RunAsync(command);
        CommandResult wrong = await _host.Shell().With("ORCHESTRATOR_TOKEN", "wrong").RunAsync(command);

        Assert.Equal((ExitCode.Failed, ExitCode.Failed), (without.Code, wrong.Code));
        Assert.Contains("[unauthenticated]; set ORCHESTRATOR_TOKEN or ORCHESTRATOR_TOKEN_FILE", without.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ORCHESTRATOR_TOKEN", wrong.Error, StringComparison.Ordinal);
    }
}
