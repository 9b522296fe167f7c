using System.Diagnostics;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Completion;

public sealed class CompletionTests(TestHost host) : IClassFixture<TestHost>
{
    // What bash does at a TAB, told of the line by its own variables.
    private const string Asking =
        """
        source <(orchestrator completion bash)
        COMP_LINE=$1 COMP_POINT=${#1}
        read -ra COMP_WORDS <<<"$1"
        _orchestrator
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    [Theory]
    [InlineData("tas", "tasks")]
    [InlineData("tasks cl", "claim claim-next")]
    [InlineData("agents --liv", "--liveness")]
    [InlineData("agents --status b", "blocked busy")]
    [InlineData("completion ", "bash fish pwsh zsh")]
    [InlineData("search x --kind t", "task")]
    public async Task What_the_program_knows_is_suggested(string line, string suggested)
    {
        CommandResult result = await new Shell().With("ORCHESTRATOR_URL", "http://127.0.0.1:9").RunAsync($"[suggest:{line.Length}]", line);

        Assert.Equal(ExitCode.Ok, result.Code);
        Assert.Equal(suggested.Split(' '), result.Out.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ids_come_from_the_host()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("agents", "register", "completed-agent");
        await shell.RunAsync("tasks", "create", "x", "--id", "completed-task");
        foreach ((string line, string id) in new[]
        {
            ("agents show completed-", "completed-agent"),
            ("send completed-", "completed-agent"),
            ("tasks --assignee completed-", "completed-agent"),
            ("tasks claim completed-", "completed-task"),
        })
        {
            CommandResult result = await Eventually.SeeAsync(() => shell.RunAsync($"[suggest:{line.Length}]", line), seen => seen.Out.Contains(id, StringComparison.Ordinal));
            Assert.Contains(id, result.Line.Split('\n'));
        }
    }

    [Fact]
    public async Task Without_a_host_there_are_no_ids_and_no_error()
    {
        CommandResult result = await new Shell().With("ORCHESTRATOR_URL", "http://127.0.0.1:9").RunAsync("[suggest:15]", "agents show xyz");

        Assert.Equal((ExitCode.Ok, string.Empty, string.Empty), (result.Code, result.Out, result.Error));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _orchestrator orchestrator")]
    [InlineData("zsh", "#compdef orchestrator")]
    [InlineData("fish", "complete -c orchestrator")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task There_is_a_script_for_each_shell(string name, string text)
    {
        CommandResult result = await new Shell().RunAsync("completion", name);

        Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error));
        Assert.Contains(text, result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_bash_completes()
    {
        if (!File.Exists("/bin/bash")) return;
        Shell shell = host.Shell();
        await shell.RunAsync("agents", "register", "in-bash", "--team", "bash-team");
        await Eventually.SeeAsync(() => shell.RunAsync("conversations"), seen => seen.Out.Contains("team:bash-team", StringComparison.Ordinal));

        Assert.Equal(["claim", "claim-next"], await BashAsync("orchestrator tasks cl"));
        Assert.Equal(["in-bash"], await BashAsync("orchestrator agents show in-b"));
        Assert.Equal(["bash-team"], await BashAsync("orchestrator conversations show team:ba"));
    }

    private async Task<string[]> BashAsync(string line)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "orchestrator");
        var start = new ProcessStartInfo("/bin/bash", ["--norc", "-c", Asking, "bash", line]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(program)}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["ORCHESTRATOR_URL"] = host.Url;
        using Process bash = Process.Start(start)!;
        string text = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        return [.. text.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal)];
    }
}
