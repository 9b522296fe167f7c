using System.Diagnostics;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

/// <summary>In processes of their own: the environment's proxy is read once in each.</summary>
public sealed class ProxyTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("status")]
    [InlineData("doctor")]
    public async Task A_host_of_this_machine_is_asked_past_the_proxy(string command)
    {
        (int code, string error) = await RunAsync(command, "--url", host.Url);

        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
    }

    [Fact]
    public async Task Another_host_is_asked_by_the_proxy()
    {
        // Of a name that is nowhere only a proxy could know.
        (int code, string error) = await RunAsync("status", "--url", "http://host.invalid:5080");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("127.0.0.1:9", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "orchestrator.dll");
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [program, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        foreach (string variable in (string[])["NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "http_proxy"]) process.StartInfo.Environment.Remove(variable);
        process.StartInfo.Environment["HTTP_PROXY"] = "http://127.0.0.1:9";
        process.Start();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}
