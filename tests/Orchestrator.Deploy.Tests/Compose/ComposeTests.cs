using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orchestrator.Deploy.Tests.Support;

namespace Orchestrator.Deploy.Tests.Compose;

public sealed partial class ComposeTests
{
    private static readonly string[] Silos = ["silo-1", "silo-2", "silo-3"];
    private static readonly string[] Gateways = ["gateway-1", "gateway-2"];

    [Fact]
    public async Task Without_a_password_nothing_starts()
    {
        Ended ended = await ComposeFile.CheckAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["POSTGRES_PASSWORD"] = string.Empty });

        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains("POSTGRES_PASSWORD", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_proxy_and_the_traces_are_reached_from_outside_and_only_from_this_machine()
    {
        ComposeFile compose = await ComposeFile.ReadAsync();

        Dictionary<string, string> ports = compose.Services.Where(service => service.Value!["ports"] is not null)
            .ToDictionary(service => service.Key, service => Assert.Single(service.Value!["ports"].Texts()), StringComparer.Ordinal);

        Assert.Equal(["jaeger", "proxy"], ports.Keys.Order(StringComparer.Ordinal));
        Assert.All(ports.Values, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hosts_have_roles_stores_folders_of_their_own_and_no_rights()
    {
        ComposeFile compose = await ComposeFile.ReadAsync();
        string[] folders = [.. Silos.Concat(Gateways).Select(name =>
        {
            JsonNode service = compose.Services[name]!;
            JsonNode environment = service["environment"]!;
            Assert.Equal(name.Split('-')[0], environment["Orchestrator__Role"]!.ToString());
            Assert.StartsWith("Host=postgres;", environment["Orchestrator__Store"]!.ToString(), StringComparison.Ordinal);
            Assert.Equal("true", service["read_only"]!.ToString());
            Assert.Equal(["ALL"], service["cap_drop"].Texts());
            Assert.Equal("unless-stopped", service["restart"]!.ToString());
            string volume = Assert.Single(service["volumes"].Texts());
            Assert.EndsWith(":/var/lib/orchestrator:rw", volume, StringComparison.Ordinal);
            Assert.True(compose.StopGracePeriod(name) > TimeSpan.FromSeconds(10), "the host ends by itself within 10 s");
            return volume;
        })];

        Assert.Equal(folders.Length, folders.Distinct(StringComparer.Ordinal).Count());
        string[] addresses = [.. Silos.Select(name => compose.Services[name]!["environment"]!["Orchestrator__AdvertisedAddress"]!.ToString())];
        Assert.Equal(addresses, Silos.Select(name => compose.Services[name]!["networks"]!["backend"]!["ipv4_address"]!.ToString()));
        Assert.Equal(Silos.Length, addresses.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Each_waits_until_what_it_needs_is_healthy()
    {
        ComposeFile compose = await ComposeFile.ReadAsync();

        Assert.All(Silos, name => AssertWaits(name, "postgres"));
        Assert.All(Gateways, name => AssertWaits(name, Silos));
        AssertWaits("proxy", Gateways);
        Assert.All(compose.Services, service => Assert.All(
            service.Value!["depends_on"].Fields().Where(need => need.Value["condition"]!.ToString() == "service_healthy"),
            need => Assert.NotNull(compose.Services[need.Key]!["healthcheck"])));

        void AssertWaits(string name, params string[] needs) => Assert.All(needs, need =>
            Assert.Equal("service_healthy", compose.Services[name]!["depends_on"]![need]!["condition"]!.ToString()));
    }

    [Fact]
    public async Task The_proxy_sends_to_the_gateways_and_hosts_export_to_the_collector()
    {
        ComposeFile compose = await ComposeFile.ReadAsync();
        string proxy = await File.ReadAllTextAsync(Repository.Deploy("proxy", "nginx.conf"));
        JsonObject collector = Yaml.Parse(await File.ReadAllTextAsync(Repository.Deploy("otel-collector.yaml")));

        string[] upstreams = [.. Upstream().Matches(proxy).Select(match => match.Groups["name"].Value)];
        Assert.Equal([.. Gateways, .. Gateways], upstreams);
        Assert.All(Silos.Concat(Gateways), name =>
            Assert.Equal("http://collector:4317", compose.Services[name]!["environment"]!["OTEL_EXPORTER_OTLP_ENDPOINT"]!.ToString()));
        Assert.Equal("0.0.0.0:4317", collector["receivers"]!["otlp"]!["protocols"]!["grpc"]!["endpoint"]!.ToString());
        Assert.Equal("jaeger:4317", collector["exporters"]!["otlp/jaeger"]!["endpoint"]!.ToString());
        Assert.All(collector["service"]!["pipelines"].Fields(), pipeline => Assert.All(
            (string[])["receivers", "processors", "exporters"],
            kind => Assert.All(pipeline.Value[kind].Texts(), part => Assert.NotNull(collector[kind]![part]))));
    }

    [Fact]
    public async Task The_database_is_the_version_that_is_tested_or_newer_and_every_image_has_a_version()
    {
        ComposeFile compose = await ComposeFile.ReadAsync();

        Assert.All(compose.Services, service => Assert.Matches(@":(?!latest)[\w.-]+$", service.Value!["image"]!.ToString()));
        Assert.Matches(@"^postgres:(1[5-9]|[2-9]\d)$", compose.Services["postgres"]!["image"]!.ToString());
    }

    [GeneratedRegex(@"^\s+server (?<name>[\w-]+):5080 ", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Upstream();
}
