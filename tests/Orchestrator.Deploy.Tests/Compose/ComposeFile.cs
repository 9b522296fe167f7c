using System.Globalization;
using System.Text.Json.Nodes;
using Orchestrator.Deploy.Tests.Support;

namespace Orchestrator.Deploy.Tests.Compose;

/// <summary><c>compose.yaml</c> as docker-compose itself understands it: checked against its schema, anchors and variables resolved.</summary>
internal sealed class ComposeFile
{
    private readonly JsonObject _tree;

    private ComposeFile(JsonObject tree) => _tree = tree;

    public JsonObject Services => _tree["services"]!.AsObject();

    public JsonObject Networks => _tree["networks"]!.AsObject();

    public JsonObject Volumes => _tree["volumes"]!.AsObject();

    /// <summary>What docker-compose says of the file.</summary>
    public static async Task<Ended> CheckAsync(IReadOnlyDictionary<string, string> environment)
    {
        Testing.InstalledProgram.Require("docker-compose", "docker-compose");
        using var folder = new TemporaryFolder();
        string nothing = folder.At("none.env"); // not the .env that somebody has beside the file
        await File.WriteAllTextAsync(nothing, string.Empty);
        return await Command.RunAsync(
            ["docker-compose", "--file", Repository.Deploy("compose.yaml"), "--env-file", nothing, "--profile", "setup", "config"],
            folder: null, environment);
    }

    public static async Task<ComposeFile> ReadAsync() =>
        new(Yaml.Parse((await CheckAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["POSTGRES_PASSWORD"] = "secret" })).Succeeded().Output));

    public IReadOnlyList<string> EntryPoint(string service) => Services[service]!["entrypoint"].Texts();

    /// <summary>The command by which a service is found healthy.</summary>
    public IReadOnlyList<string> HealthCheck(string service)
    {
        IReadOnlyList<string> test = Services[service]!["healthcheck"]!["test"].Texts();
        Assert.Equal("CMD", test[0]);
        return [.. test.Skip(1)];
    }

    public TimeSpan StopGracePeriod(string service) =>
        TimeSpan.FromSeconds(int.Parse(Services[service]!["stop_grace_period"]!.ToString().TrimEnd('s'), CultureInfo.InvariantCulture));
}
