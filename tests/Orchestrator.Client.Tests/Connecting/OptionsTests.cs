using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orchestrator.Client.Tests.Connecting;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<OrchestratorClientOptions>> Wrong => new()
    {
        { nameof(OrchestratorClientOptions.Endpoint), options => options.Endpoint = new Uri("ftp://127.0.0.1") },
        { nameof(OrchestratorClientOptions.Endpoint), options => options.Endpoint = new Uri("/relative", UriKind.Relative) },
        { nameof(OrchestratorClientOptions.Token), options => options.Token = " " },
        { nameof(OrchestratorClientOptions.HeartbeatInterval), options => options.HeartbeatInterval = TimeSpan.Zero },
        { nameof(OrchestratorClientOptions.ReconnectMaxDelay), options => options.ReconnectMaxDelay = TimeSpan.FromMilliseconds(1) },
        { nameof(OrchestratorClientOptions.RetryFor), options => options.RetryFor = TimeSpan.FromSeconds(-1) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_option_that_cannot_work_is_named(string option, Action<OrchestratorClientOptions> spoil)
    {
        var services = new ServiceCollection();
        services.AddOrchestratorClient(spoil);
        using ServiceProvider provider = services.BuildServiceProvider();

        OptionsValidationException error = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredService<IOptions<OrchestratorClientOptions>>().Value);

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_right()
    {
        Assert.True(new OrchestratorClientOptionsValidator().Validate(name: null, new OrchestratorClientOptions()).Succeeded);
    }

    [Fact]
    public void Registering_twice_registers_once()
    {
        var services = new ServiceCollection();
        services.AddOrchestratorClient();
        services.AddOrchestratorClient(options => options.Token = "second");
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.Single(services, service => service.ServiceType == typeof(IOrchestratorClient));
        Assert.Equal("second", provider.GetRequiredService<IOptions<OrchestratorClientOptions>>().Value.Token);
    }

    [Fact]
    public void A_token_is_never_printed()
    {
        Assert.DoesNotContain("hush", new OrchestratorClientOptions { Token = "hush" }.ToString(), StringComparison.Ordinal);
    }
}
