using System.Diagnostics;
using System.Globalization;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

/// <summary>The host runs in a process of its own: what ends it is a signal.</summary>
public sealed class ServeCommandTests
{
    [Fact]
    public async Task A_host_is_served_until_it_is_told_to_stop()
    {
        string data = Directory.CreateTempSubdirectory("orchestrator-serve-").FullName;
        using Process serve = Start("serve", "--urls", "http://127.0.0.1:0", "--data", data);
        try
        {
            string url = await ListeningAsync(serve);
            CommandResult status = await new Shell().RunAsync("status", "--url", url);
            Signal(serve, "TERM");
            await serve.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

            Assert.Equal((ExitCode.Ok, ExitCode.Ok), (status.Code, serve.ExitCode));
            Assert.True(File.Exists(Path.Combine(data, "journal.db")));
        }
        finally
        {
            if (!serve.HasExited) serve.Kill();
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_host_that_cannot_start_is_code_1_and_says_why()
    {
        using Process serve = Start("serve", "--urls", "http://0.0.0.0:0", "--data", Path.GetTempPath());
        string error = await serve.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await serve.WaitForExitAsync();

        Assert.Equal(ExitCode.Failed, serve.ExitCode);
        Assert.Contains("loopback", error, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "orchestrator.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static async Task<string> ListeningAsync(Process serve)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await serve.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains("listening on", StringComparison.Ordinal)) return line[line.IndexOf("http", StringComparison.Ordinal)..].Split(',')[0].Trim();
        }

        throw new InvalidOperationException(await serve.StandardError.ReadToEndAsync(patience.Token));
    }

    private static void Signal(Process process, string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
