using Microsoft.Extensions.Options;
using Orchestrator.Host;
using Orchestrator.Host.Startup;

namespace Orchestrator.Gateway.Tests.Startup;

public sealed class HostOptionsTests
{
    [Theory]
    [InlineData("http://*:5080")]
    [InlineData("http://+:5080")]
    [InlineData("http://example.org:5080")]
    public void A_name_that_is_no_address_is_not_listened_on(string urls)
    {
        StartupException refused = Assert.Throws<StartupException>(() => ListenUrl.ParseAll(urls));

        Assert.Contains("0.0.0.0", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://192.168.1.10:5080", false)]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://[::1]:5080", true)]
    public void It_is_known_whether_others_reach_an_address(string url, bool loopback) =>
        Assert.Equal(loopback, ListenUrl.Parse(url).IsLoopback);

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    public async Task Without_a_token_it_does_not_serve_others_than_this_machine(string urls)
    {
        string folder = Directory.CreateTempSubdirectory("options-").FullName;
        StartupException before = Assert.Throws<StartupException>(() => OrchestratorHost.Build("--data", folder, "--urls", urls));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        await using (var first = OrchestratorHost.Build("--data", folder, "--urls", "http://127.0.0.1:0"))
        {
            await first.StartAsync();
            await first.StopAsync();
        }

        await using (var app = OrchestratorHost.Build("--data", folder, "--urls", urls))
        {
            StartupException refused = await Assert.ThrowsAsync<StartupException>(() => app.StartAsync());

            Assert.Equal(before.Message, refused.Message);
            Assert.Contains("loopback", refused.Message, StringComparison.Ordinal);
            Assert.Contains("orchestrator token create", refused.Message, StringComparison.Ordinal);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("GrainCollection:CollectionAge", "00:00:30")]
    [InlineData("GrainCollection:CollectionAge", "2.00:00:00")]
    [InlineData("GrainCollection:CollectionQuantum", "00:00:00.5")]
    public async Task Grains_are_not_sent_away_sooner_than_anyone_looks(string option, string value)
    {
        string folder = Directory.CreateTempSubdirectory("options-").FullName;

        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var app = OrchestratorHost.Build("--data", folder, "--urls", "http://127.0.0.1:0", $"--{option}", value);
            await app.StartAsync();
        });

        Assert.StartsWith($"{option} must be", Assert.Single(refused.Failures), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("http://x")]
    public void Allowed_hosts_are_names(string names) =>
        Assert.Throws<StartupException>(() => OrchestratorHost.Build("--allowed-hosts", names));

    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080")]
    [InlineData("http://localhost:5080/", "http://localhost:5080")]
    [InlineData("http://[::1]:0", "http://[::1]:0")]
    [InlineData("http://127.0.0.2:80", "http://127.0.0.2:80")]
    public void A_loopback_url_is_taken(string url, string shown) => Assert.Equal(shown, ListenUrl.Parse(url).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("5080")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("https://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:5080/base")]
    [InlineData("http://user@127.0.0.1:5080")]
    public void What_is_no_url_to_listen_on_is_refused(string urls) =>
        Assert.Throws<StartupException>(() => ListenUrl.ParseAll(urls));

    [Theory]
    [InlineData("--dta", "x")]
    [InlineData("serve")]
    [InlineData("--data")]
    [InlineData("--gateway-port", "70000")]
    [InlineData("--gateway-port=x")]
    [InlineData("--data", "")]
    public void A_command_line_with_a_mistake_is_refused(params string[] args) =>
        Assert.Throws<StartupException>(() => OrchestratorHost.Build(args));

    [Fact]
    public async Task The_first_url_is_for_http_and_the_agents_port_is_the_one_that_was_asked_for()
    {
        string folder = Directory.CreateTempSubdirectory("options-").FullName;
        await using (var app = OrchestratorHost.Build($"--data={folder}", "--urls=http://127.0.0.1:0", "--gateway-port=0", "--Agents:OfflineAfter=00:02:00"))
        {
            OrchestratorHostOptions options = (OrchestratorHostOptions)app.Services.GetService(typeof(OrchestratorHostOptions))!;
            Assert.Equal(folder, options.Data);
            Assert.Equal(0, Assert.Single(options.Urls).Port);
            Assert.Equal(0, options.GatewayPort);
        }

        Directory.Delete(folder, recursive: true);
    }
}
