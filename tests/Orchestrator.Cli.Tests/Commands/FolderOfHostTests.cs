using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

/// <summary>Commands about access on a folder that a host has: that host is asked, and no other.</summary>
public sealed class FolderOfHostTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task The_host_is_found_by_what_it_wrote_into_its_folder()
    {
        string file = Path.Combine(host.Data, "orchestrator.url");
        CommandResult unwritten = await new Shell().RunAsync("token", "list", "--data", host.Data);
        await File.WriteAllTextAsync(file, host.Url);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        CommandResult written = await new Shell().RunAsync("token", "list", "--data", host.Data);

        Assert.Equal((ExitCode.Failed, string.Empty), (unwritten.Code, unwritten.Out));
        Assert.Contains("name its address with --url", unwritten.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, string.Empty), (written.Code, written.Error));
        Assert.Contains("0 tokens", written.Out, StringComparison.Ordinal);
    }
}
