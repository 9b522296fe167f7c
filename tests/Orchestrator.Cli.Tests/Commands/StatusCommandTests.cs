using Microsoft.AspNetCore.Builder;
using Orchestrator.Cli.Tests.Running;
using Orchestrator.Host;

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

    [Fact]
    public async Task A_task_board_file_is_one_short_line()
    {
        string folder = Directory.CreateTempSubdirectory("orchestrator-board-").FullName;
        string file = Path.Combine(folder, "task-board.json");
        await File.WriteAllTextAsync(file, """[{"id":"a b","title":"t"}]""");
        await using WebApplication app = OrchestratorHost.Build(
            "--urls", "http://127.0.0.1:0", "--data", Path.Combine(folder, "data"), "--task-board", file, "--Logging:LogLevel:Default", "Error");
        await app.StartAsync();
        string url = app.Urls.First();

        // It is read in the background.
        CommandResult result = await new Shell().RunAsync("status", "--url", url);
        for (int i = 0; i < 200 && !result.Out.Contains("synced", StringComparison.Ordinal); i++)
            result = await new Shell().RunAsync("status", "--url", url);

        Assert.Contains($"synced  {file}  board default  1 problem", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('{', result.Out);
        await app.StopAsync();
        Directory.Delete(folder, recursive: true);
    }
}
