using System.Globalization;
using System.Text.RegularExpressions;
using Orchestrator.Deploy.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.Deploy.Tests.Systemd;

public sealed partial class UnitTests : IDisposable
{
    private const string Installed = "/opt/orchestrator/orchestrator-host";

    private static readonly string Host = Path.Combine(AppContext.BaseDirectory, "orchestrator-host");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("orchestrator.service", "orchestrator.service")]
    [InlineData("orchestrator@.service", "orchestrator@silo.service")]
    public async Task Systemd_finds_nothing_wrong_with_a_unit_and_little_that_it_could_do_harm_with(string unit, string instance)
    {
        string text = await File.ReadAllTextAsync(Repository.Deploy("systemd", unit));
        string file = _folder.At(instance);
        await File.WriteAllTextAsync(file, text.Replace(Installed, Host, StringComparison.Ordinal));

        Ended verified = (await Command.RunAsync("systemd-analyze", "systemd", "verify", file)).Succeeded();
        Assert.DoesNotContain(Path.GetFileName(file), verified.Error, StringComparison.Ordinal); // warnings count
        (await Command.RunAsync("systemd-analyze", "systemd", "security", "--offline=yes", "--threshold=20", file)).Succeeded();
    }

    [Fact]
    public async Task Systemd_refuses_a_unit_whose_program_is_not_there()
    {
        string file = _folder.At("orchestrator.service");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(Repository.Deploy("systemd", "orchestrator.service"))).Replace(Installed, "/no/such/host", StringComparison.Ordinal));

        Ended verified = await Command.RunAsync("systemd-analyze", "systemd", "verify", file);

        Assert.Contains("/no/such/host", verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_units_command_runs_a_host_that_stops_in_the_time_it_is_given()
    {
        string unit = await File.ReadAllTextAsync(Repository.Deploy("systemd", "orchestrator.service"));
        int port = Ports.Free();
        string[] command = [.. Setting(unit, "ExecStart").Split(' ').Select(word => word
            .Replace(Installed, Host, StringComparison.Ordinal)
            .Replace("%S", _folder.FullPath, StringComparison.Ordinal)
            .Replace(":5080", $":{port}", StringComparison.Ordinal))];
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        using System.Diagnostics.Process host = Command.Start(command, null, null);
        try
        {
            Task<string> output = host.StandardOutput.ReadToEndAsync();
            Task<string> error = host.StandardError.ReadToEndAsync();
            await InstalledProgram.UntilAsync(async () => host.HasExited ? throw new InvalidOperationException(await error) : await IsReadyAsync(http), "the host is ready");
            Assert.True(Directory.Exists(_folder.At("orchestrator")), "the data is in the unit's StateDirectory");
            Assert.Equal("orchestrator", Setting(unit, "StateDirectory"));
            (await Command.RunAsync("kill", "procps", $"-{Setting(unit, "KillSignal")[3..]}", host.Id.ToString(CultureInfo.InvariantCulture))).Succeeded();
            await host.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(int.Parse(Setting(unit, "TimeoutStopSec"), CultureInfo.InvariantCulture)), TimeProvider.System);
            Assert.True(host.ExitCode == 0, $"{await output}{await error}");
        }
        finally
        {
            if (!host.HasExited) host.Kill(entireProcessTree: true);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using HttpResponseMessage ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
            return ready.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Setting(string unit, string name) =>
        Assert.Single(Line().Matches(unit), match => match.Groups["name"].Value == name).Groups["value"].Value;

    [GeneratedRegex("^(?<name>[A-Za-z]+)=(?<value>.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Line();
}
