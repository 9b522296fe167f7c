using System.Diagnostics;
using System.Globalization;
using Orchestrator.Deploy.Tests.Compose;
using Orchestrator.Deploy.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.Deploy.Tests.Containers;

public sealed class ImageTests : IDisposable
{
    private const string DataPath = "/var/lib/orchestrator";

    private static readonly string Dockerfile = Repository.Deploy("Dockerfile");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_image_runs_without_root_and_stops_by_SIGTERM()
    {
        IReadOnlyList<Instruction> final = [.. Instruction.ReadAll(Dockerfile).SkipWhile(step => step is not { Keyword: "FROM", Text: var from } || !from.EndsWith(" AS final", StringComparison.Ordinal))];

        Assert.Equal("$APP_UID", final.Last(step => step.Keyword == "USER").Text);
        Assert.Equal("SIGTERM", Assert.Single(final, step => step.Keyword == "STOPSIGNAL").Text);
        Assert.Equal(DataPath, Assert.Single(final, step => step.Keyword == "VOLUME").Text);
        Assert.DoesNotContain(final, step => step.Keyword is "RUN" or "ADD"); // needs no shell
        Assert.All(final.Where(step => step.Keyword is "ENTRYPOINT"), step => Assert.StartsWith("[", step.Text, StringComparison.Ordinal));
        string label = Assert.Single(final, step => step.Keyword == "LABEL").Text;
        Assert.All((string[])["title", "description", "version", "revision"], name => Assert.Contains($"org.opencontainers.image.{name}=", label, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_is_copied_before_the_restore_that_its_layer_caches()
    {
        IEnumerable<string> projects = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal);

        IEnumerable<string> copied = Instruction.ReadAll(Dockerfile).TakeWhile(step => step.Keyword != "RUN")
            .Where(step => step.Keyword == "COPY" && step.Text.Contains(".csproj", StringComparison.Ordinal))
            .Select(step => step.Text.Split(' ')[0]).Order(StringComparer.Ordinal);

        Assert.Equal(projects, copied);
    }

    /// <summary>Builds what the image would be, with its own commands, and runs it as the compose file does.</summary>
    [Fact]
    public async Task Built_and_run_by_its_own_commands_it_gets_a_token_serves_says_how_it_is_and_stops()
    {
        Image image = await Image.BuildAsync(Dockerfile, Repository.Root, _folder.FullPath, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GRAIN_ENGINE"] = "Embedded",
        });
        ComposeFile compose = await ComposeFile.ReadAsync();
        int port = Ports.Free();
        Dictionary<string, string> environment = image.Environment.ToDictionary(
            pair => pair.Key, pair => Here(pair.Value), StringComparer.Ordinal);
        IReadOnlyList<string> health = [.. image.HealthCheck.Select(Here)];
        IReadOnlyList<string> ready = [.. compose.HealthCheck("gateway-1").Select(Here)];

        Ended refused = await Command.RunAsync(image.EntryPoint, image.WorkingFolder, environment);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("there is no token yet", refused.Error, StringComparison.Ordinal);
        Ended made = (await Command.RunAsync([.. compose.EntryPoint("first-token").Select(Here)], image.WorkingFolder, environment)).Succeeded();
        Assert.StartsWith("orc_", made.Output, StringComparison.Ordinal);

        using Process host = Command.Start(image.EntryPoint, image.WorkingFolder, environment);
        try
        {
            Task<string> output = host.StandardOutput.ReadToEndAsync();
            Task<string> error = host.StandardError.ReadToEndAsync();
            await InstalledProgram.UntilAsync(
                async () => host.HasExited ? throw new InvalidOperationException(await error) : (await Command.RunAsync(ready, image.WorkingFolder, null)).ExitCode == 0,
                "ready, as the compose file asks");
            (await Command.RunAsync(health, image.WorkingFolder, null)).Succeeded();

            long began = TimeProvider.System.GetTimestamp();
            (await Command.RunAsync("kill", "procps", "-TERM", host.Id.ToString(CultureInfo.InvariantCulture))).Succeeded();
            await host.WaitForExitAsync().WaitAsync(compose.StopGracePeriod("gateway-1"), TimeProvider.System);

            Assert.True(host.ExitCode == 0, $"{await output}{await error} after {TimeProvider.System.GetElapsedTime(began)}");
        }
        finally
        {
            if (!host.HasExited) host.Kill(entireProcessTree: true);
        }

        Ended away = await Command.RunAsync(health, image.WorkingFolder, null);
        Assert.Equal(1, away.ExitCode);
        Assert.Contains("can't be reached", away.Error, StringComparison.Ordinal);

        string Here(string text) => text
            .Replace(":5080", $":{port}", StringComparison.Ordinal)
            .Replace(DataPath, image.At(DataPath), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--health")]
    [InlineData("--health", "localhost:5080")]
    [InlineData("--health", "http://127.0.0.1:1/healthz", "more")]
    public async Task Asking_for_health_without_one_URL_says_how(params string[] arguments)
    {
        Ended ended = await Command.RunAsync(["dotnet", Path.Combine(AppContext.BaseDirectory, "orchestrator-host.dll"), .. arguments], null, null);

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("--health takes one URL of a running host", ended.Error, StringComparison.Ordinal);
    }
}
