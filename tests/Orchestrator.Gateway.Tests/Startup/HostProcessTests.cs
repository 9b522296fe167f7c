using System.Net;
using System.Net.Sockets;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Startup;

/// <summary>The program itself: what it prints, how it refuses to start, how it stops.</summary>
public sealed class HostProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("host-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task It_says_where_it_is_and_a_signal_ends_it_with_0(string signal)
    {
        HostCommand host = await HostCommand.RunUntilSignalAsync(signal, "--urls", "http://127.0.0.1:0", "--data", _folder);

        Assert.True(host.ExitCode == 0, host.Error);
        Assert.Matches(@"listening on +http://127\.0\.0\.1:\d+", host.Output);
        Assert.Matches($"data folder +{_folder}", host.Output);
        Assert.Matches("engine +(Embedded|Orleans)", host.Output);
        Assert.Matches(@"process +\d+", host.Output);
        Assert.Contains("open mode: no token yet, loopback only", host.Output, StringComparison.Ordinal);
        Assert.Contains("Ctrl-C", host.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["journal.db", "orchestrator.lock", "reporting.db"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_others_get_into_is_warned_of()
    {
        if (OperatingSystem.IsWindows()) return;
        HostCommand own = await HostCommand.RunUntilSignalAsync("TERM", "--urls", "http://127.0.0.1:0", "--data", _folder);
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        HostCommand shared = await HostCommand.RunUntilSignalAsync("TERM", "--urls", "http://127.0.0.1:0", "--data", _folder);

        Assert.DoesNotContain("chmod", own.Error, StringComparison.Ordinal);
        Assert.Contains($"get into the data folder {_folder} (OtherExecute, OtherRead)", shared.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_line_and_exit_code_1()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string url = $"http://{listener.LocalEndpoint}";

        HostCommand host = await HostCommand.RunAsync("--urls", url, "--data", _folder);

        AssertRefused(host, "address already in use", url, "--urls");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_port_for_agents_in_use_is_one_clear_line_and_exit_code_1()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        HostCommand host = await HostCommand.RunAsync("--urls", "http://127.0.0.1:0", "--gateway-port", $"{port}", "--data", _folder);

        AssertRefused(host, "address already in use", $"127.0.0.1:{port}", "--gateway-port");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task The_same_command_a_second_time_names_the_process_that_has_the_folder()
    {
        await using TestHost first = await TestHost.StartAsync();

        HostCommand host = await HostCommand.RunAsync("--urls", first.Url.ToString(), "--data", first.Folder);

        AssertRefused(host, first.Folder, $"pid {Environment.ProcessId}");
    }

    [Fact]
    public async Task A_folder_in_use_is_one_clear_line_and_exit_code_1()
    {
        await using TestHost first = await TestHost.StartAsync();

        HostCommand host = await HostCommand.RunAsync("--urls", "http://127.0.0.1:0", "--data", first.Folder);

        AssertRefused(host, first.Folder, $"pid {Environment.ProcessId}");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_one_is_one_clear_line_and_exit_code_1()
    {
        string file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "x");

        HostCommand host = await HostCommand.RunAsync("--urls", "http://127.0.0.1:0", "--data", file);

        AssertRefused(host, file, "--data");
    }

    [Fact]
    public async Task Help_is_printed_with_exit_code_0()
    {
        HostCommand help = await HostCommand.RunAsync("--help");

        Assert.Equal(0, help.ExitCode);
        Assert.Contains("--data", help.Output, StringComparison.Ordinal);
    }

    private static void AssertRefused(HostCommand host, params string[] words)
    {
        Assert.Equal(1, host.ExitCode);
        string line = Assert.Single(host.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.StartsWith("orchestrator can't start: ", StringComparison.Ordinal));
        foreach (string word in words) Assert.Contains(word, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("is ready", host.Output, StringComparison.Ordinal);
    }
}
