using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class CheckpointCommandTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Snapshot = """{"step": 3,  "done": [1, 2]}""";

    [Fact]
    public async Task A_checkpoint_is_created_found_read_restored_and_deleted()
    {
        Shell shell = host.Shell();
        string session = (await shell.RunAsync("sessions", "create", "--name", "Release 2")).Line;
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, Snapshot);
        CommandResult created = await shell.RunAsync(
            "checkpoints", "create", session, "--name", "before the merge", "--file", file, "--feature", "login", "--priority", "high", "--tag", "stable",
            "--branch", "main", "--keep-days", "30");
        string id = created.Line;
        CommandResult typed = await shell.RunAsync(Snapshot, CancellationToken.None, "checkpoints", "create", session, "--name", "typed");
        CommandResult shown = await shell.RunAsync("checkpoints", "show", id);
        CommandResult listed = await Eventually.SeeAsync(
            () => shell.RunAsync("checkpoints", "list", "--session", session, "--feature", "login"), result => result.Out.Contains(id, StringComparison.Ordinal));
        CommandResult found = await Eventually.SeeAsync(
            () => shell.RunAsync("checkpoints", "search", "merge"), result => result.Out.Contains(id, StringComparison.Ordinal));
        CommandResult printed = await shell.RunAsync("checkpoints", "get", typed.Line);
        File.Delete(file);
        CommandResult got = await shell.RunAsync("checkpoints", "get", id, "--file", file);
        CommandResult restored = await shell.RunAsync("checkpoints", "restore", id, "--name", "second try");
        CommandResult fork = await shell.RunAsync("sessions", "show", restored.Line, "--json");
        CommandResult deleted = await shell.RunAsync("checkpoints", "delete", id);

        Assert.All(
            [created, typed, shown, listed, found, printed, got, restored, fork, deleted], result => Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error)));
        Assert.StartsWith("chk_", id, StringComparison.Ordinal);
        Assert.Contains("login", shown.Out, StringComparison.Ordinal);
        Assert.Contains("1 checkpoint", listed.Out, StringComparison.Ordinal);
        Assert.Equal(Snapshot, printed.Line);
        Assert.Equal(Snapshot, await File.ReadAllTextAsync(file));
        Assert.Equal(("second try", id), (fork.Json.GetProperty("name").GetString(), fork.Json.GetProperty("restoredFrom").GetString()));
        File.Delete(file);

        CommandResult gone = await shell.RunAsync("checkpoints", "get", id, "--file", file);
        Assert.Equal(ExitCode.Failed, gone.Code);
        Assert.EndsWith("[not-found]\n", gone.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(file) || File.Exists($"{file}.part"));
    }

    [Fact]
    public async Task Wrong_usage_is_code_2_and_what_the_host_refuses_is_code_1()
    {
        Shell shell = host.Shell();
        string session = (await shell.RunAsync("sessions", "create")).Line;
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("checkpoints", "create", session)).Code);
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("1", CancellationToken.None, "checkpoints", "create", session, "--name", "n", "--priority", "soon")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("1", CancellationToken.None, "checkpoints", "create", session, "--name", "n", "--keep-days", "0")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("checkpoints", "restore", "chk_1", "--session", session, "--id", "x")).Code);
        Assert.Equal(ExitCode.Failed, (await shell.RunAsync("{", CancellationToken.None, "checkpoints", "create", session, "--name", "n")).Code);
        Assert.Equal(ExitCode.Failed, (await shell.RunAsync("checkpoints", "create", session, "--name", "n", "--file", "/no/such/file")).Code);
    }
}
