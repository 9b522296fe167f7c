using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

/// <summary>Tokens from the command line: on a data folder without a host, and at a host.</summary>
public sealed class TokenCommandTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("orchestrator-token-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Without_a_host_tokens_are_made_listed_and_revoked_on_the_folder()
    {
        CommandResult made = await RunAsync("create", "--name", "me", "--role", "admin", "--json");
        string id = made.Json.GetProperty("id").GetString()!;
        Assert.Equal($"orc_{id}_", made.Json.GetProperty("token").GetString()![..(id.Length + 5)]);
        Assert.Contains("this once", made.Error, StringComparison.Ordinal);
        Assert.Contains("closed now to all without a token", made.Error, StringComparison.Ordinal);
        CommandResult agent = await RunAsync("create", "--name", "b", "--role", "agent", "--agent", "builder", "--expires", "12h");
        Assert.Matches("^orc_[a-z2-7]{12}_[A-Za-z0-9_-]{43}$", agent.Line);

        CommandResult revoked = await RunAsync("revoke", agent.Line, "--reason", "test");
        Assert.Equal($"revoked {agent.Line.Split('_')[1]}", revoked.Line);
        Assert.Contains("1 token", (await RunAsync("list")).Out, StringComparison.Ordinal);
        string all = (await RunAsync("list", "--all")).Out;
        Assert.Matches("builder +revoked", all);
        Assert.DoesNotContain("pbkdf2", all, StringComparison.Ordinal);
        Assert.Contains("0 notes", (await RunAsync("audit")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create", "--name", "x")]
    [InlineData("create", "--name", "x", "--role", "king")]
    [InlineData("create", "--name", "x", "--role", "agent")]
    [InlineData("create", "--name", "x", "--role", "admin", "--expires", "soon")]
    [InlineData("create", "--name", "x", "--role", "admin", "--expires", "99999d")]
    [InlineData("revoke", "a b")]
    public async Task What_makes_no_sense_is_wrong_usage_and_does_nothing(params string[] arguments)
    {
        CommandResult result = await new Shell().RunAsync(["token", .. arguments, "--data", _data]);

        Assert.Equal(ExitCode.WrongUsage, result.Code);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_not_made_by_looking()
    {
        string missing = Path.Combine(_data, "missing");
        CommandResult result = await new Shell().RunAsync("token", "list", "--data", missing);

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public async Task The_token_comes_from_a_file_or_the_environment_and_a_file_that_is_not_there_is_said()
    {
        string file = Path.Combine(_data, "token");
        CommandResult missing = await new Shell().RunAsync("status", "--url", "http://127.0.0.1:1", "--token-file", file);
        Assert.Equal(ExitCode.Failed, missing.Code);
        Assert.Contains(file, missing.Error, StringComparison.Ordinal);
        CommandResult named = await new Shell().With("ORCHESTRATOR_TOKEN_FILE", file).RunAsync("status", "--url", "http://127.0.0.1:1");
        Assert.Contains(file, named.Error, StringComparison.Ordinal);
    }

    private async Task<CommandResult> RunAsync(params string[] arguments)
    {
        CommandResult result = await new Shell().With("ORCHESTRATOR_DATA", _data).RunAsync(["token", .. arguments]);
        Assert.True(result.Code == ExitCode.Ok, result.Error);
        return result;
    }
}
