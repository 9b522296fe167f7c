using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class DoctorCommandTests(TestHost host) : IClassFixture<TestHost>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orchestrator-doctor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_host_and_its_folder_are_well()
    {
        CommandResult result = await host.Shell().RunAsync("doctor", "--json");

        Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error));
        Dictionary<string, string> states = result.Json.GetProperty("checks").EnumerateArray()
            .ToDictionary(check => check.GetProperty("check").GetString()!, check => check.GetProperty("state").GetString()!);
        foreach (string check in (string[])["program", "data folder", "permissions", "writing", "free disk", "host", "ready", "clock", "token", "versions", "journal", "tables"])
            Assert.Contains(check, states.Keys);
        Assert.True(result.Json.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task The_host_is_found_by_what_it_wrote_into_its_folder()
    {
        string file = Path.Combine(_folder, "orchestrator.url");
        await File.WriteAllTextAsync(file, $"{host.Url}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        CommandResult result = await new Shell().RunAsync("doctor", "--data", _folder);

        Assert.Equal(ExitCode.Ok, result.Code);
        Assert.Contains(host.Url, result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9", (UnixFileMode)0b110_100_100)]
    [InlineData("http://192.0.2.1:9", UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    public async Task An_address_that_may_be_a_strangers_is_not_asked(string url, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) return;
        string file = Path.Combine(_folder, "orchestrator.url");
        await File.WriteAllTextAsync(file, url);
        File.SetUnixFileMode(file, mode);

        CommandResult result = await new Shell().With("ORCHESTRATOR_TOKEN", "secret").RunAsync("doctor", "--data", _folder);

        Assert.DoesNotContain(url, result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_what_to_do()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        CommandResult result = await new Shell().RunAsync("doctor", "--data", _folder, "--url", "http://127.0.0.1:9");

        Assert.Equal((ExitCode.Failed, string.Empty), (result.Code, result.Error));
        Assert.Matches("host +failed +nothing answers at http://127.0.0.1:9 .*orchestrator serve", result.Out);
        if (!OperatingSystem.IsWindows()) Assert.Matches("permissions +warning +.*chmod -R go=", result.Out);
    }

    [Fact]
    public async Task A_folder_without_a_host_is_free_and_one_that_is_not_there_is_not_made()
    {
        string missing = Path.Combine(_folder, "missing");
        await File.WriteAllTextAsync(Path.Combine(_folder, "orchestrator.lock"), string.Empty);
        CommandResult free = await new Shell().RunAsync("doctor", "--data", _folder, "--url", "http://127.0.0.1:9");
        CommandResult none = await new Shell().RunAsync("doctor", "--data", missing, "--url", "http://127.0.0.1:9");

        Assert.Matches("lock +ok +free", free.Out);
        Assert.Matches("data folder +warning", none.Out);
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public async Task A_folder_that_a_silent_process_has_is_told()
    {
        CommandResult result = await new Shell().RunAsync("doctor", "--data", host.Data, "--url", "http://127.0.0.1:9");

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Matches($"lock +failed +.*{Environment.ProcessId}", result.Out);
    }

    [Fact]
    public async Task A_token_file_that_others_may_read_is_told()
    {
        if (OperatingSystem.IsWindows()) return;
        string file = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(file, "secret");
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);

        CommandResult result = await host.Shell().RunAsync("doctor", "--token-file", file);

        Assert.Matches("token file +warning +.*chmod 600", result.Out);
        Assert.DoesNotContain("secret", result.Out, StringComparison.Ordinal);
    }
}
