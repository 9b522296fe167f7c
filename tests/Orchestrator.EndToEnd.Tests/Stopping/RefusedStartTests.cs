using System.Net;
using System.Net.Sockets;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Stopping;

/// <summary>A host that cannot start says why in one line and ends with exit code 1.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_host_on_a_folder_is_refused_and_the_first_goes_on()
    {
        await using HostProcess first = await HostProcess.StartAsync(_folder.Data, Ports.Free());

        string line = await RefusedAsync("--urls", $"http://127.0.0.1:{Ports.Free()}", "--data", _folder.Data);

        Assert.Contains($"'{_folder.Data}' is in use by pid {first.Id},", line, StringComparison.Ordinal);
        var api = new Api(first);
        await api.PostAsync("/messages", new { from = "a", to = "b", content = "still here" });
        Assert.Single((await api.SendAsync(HttpMethod.Get, "/agents/b/inbox")).Items);
    }

    [Fact]
    public async Task The_same_folder_by_another_name_is_refused_too()
    {
        await using HostProcess first = await HostProcess.StartAsync(_folder.Data, Ports.Free());
        string link = $"{_folder.Data}-link";
        File.CreateSymbolicLink(link, _folder.Data);

        string line = await RefusedAsync("--urls", $"http://127.0.0.1:{Ports.Free()}", "--data", $"{link}/.");

        Assert.Contains($"in use by pid {first.Id},", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_refused_and_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, Ports.Free());
        listener.Start();
        string url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        string line = await RefusedAsync("--urls", url, "--data", _folder.Data);

        Assert.Contains(url, line, StringComparison.Ordinal);
        Assert.Contains("in use", line, StringComparison.Ordinal);
        Assert.Contains("--urls", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Data), "the folder was made");
    }

    [Theory]
    [InlineData("http://0.0.0.0:{0}")]
    [InlineData("http://[::]:{0}")]
    public async Task Addresses_that_others_can_reach_are_refused_without_tokens(string url)
    {
        url = url.Replace("{0}", $"{Ports.Free()}", StringComparison.Ordinal);

        string line = await RefusedAsync("--urls", url, "--data", _folder.Data);

        Assert.Contains(url, line, StringComparison.Ordinal);
        Assert.Contains("loopback", line, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", line, StringComparison.Ordinal);
        Assert.Contains("orchestrator token create", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Data), "the folder was made");
    }

    [Theory]
    [InlineData("--dtaa", "x")]
    [InlineData("--urls", "ftp://127.0.0.1:1")]
    [InlineData("--urls", "nonsense")]
    [InlineData("--data", "/dev/null/folder")]
    [InlineData("--gateway-port", "70000")]
    public async Task Options_that_make_no_sense_are_refused_and_named(string name, string value)
    {
        string line = await RefusedAsync(name, value);

        Assert.Contains(name == "--data" ? value : name, line, StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(params string[] arguments)
    {
        Ended ended = await ChildProgram.RunAsync("orchestrator-host", arguments);
        Assert.True(ended.ExitCode == 1, $"{ended}");
        Assert.Equal(string.Empty, ended.Output);

        // The log may tell of what did start before; there is no stack trace above all.
        ILookup<bool, string> lines = ended.ErrorLines.ToLookup(line => line.StartsWith("orchestrator can't start: ", StringComparison.Ordinal));
        Assert.All(lines[false], line => Assert.Matches(@"^\S+Z info: ", line));
        return Assert.Single(lines[true]);
    }
}
