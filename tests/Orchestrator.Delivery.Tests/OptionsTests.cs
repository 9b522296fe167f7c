using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Delivery.Gui;
using Orchestrator.Delivery.Tests.Webhook;
using Orchestrator.Delivery.Tmux;
using Orchestrator.Delivery.Webhook;

namespace Orchestrator.Delivery.Tests;

public sealed class OptionsTests
{
    [Fact]
    public async Task Adding_the_methods_twice_adds_each_once()
    {
        await using ServiceProvider services = new ServiceCollection().AddDeliveryMethods().AddDeliveryMethods().BuildServiceProvider();
        Assert.Equal(
            [DeliveryMethod.Webhook, DeliveryMethod.Tmux, DeliveryMethod.Gui],
            services.GetServices<IDeliveryMethod>().Select(method => method.Method));
    }

    [Fact]
    public async Task Options_come_from_the_configuration()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Delivery:Webhook:AllowedHosts:0"] = "hooks.example.com",
            ["Delivery:Webhook:Secret"] = Webhooks.Secret,
            ["Delivery:Tmux:Timeout"] = "00:00:05",
            ["Delivery:Gui:Display"] = ":99",
        }).Build();
        var collection = new ServiceCollection();
        collection.AddSingleton(configuration);
        collection.AddDeliveryMethods();
        collection.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section);
        collection.AddOptions<TmuxOptions>().BindConfiguration(TmuxOptions.Section);
        collection.AddOptions<GuiOptions>().BindConfiguration(GuiOptions.Section);
        await using ServiceProvider services = collection.BuildServiceProvider();

        Assert.Equal(["hooks.example.com"], services.GetRequiredService<IOptions<WebhookOptions>>().Value.AllowedHosts);
        Assert.Equal(TimeSpan.FromSeconds(5), services.GetRequiredService<IOptions<TmuxOptions>>().Value.Timeout);
        Assert.Equal(":99", services.GetRequiredService<IOptions<GuiOptions>>().Value.Display);
    }

    [Fact]
    public void The_defaults_are_allowed()
    {
        Assert.True(new WebhookOptionsValidator().Validate(null, new()).Succeeded);
        Assert.True(new TmuxOptionsValidator().Validate(null, new()).Succeeded);
        Assert.True(new GuiOptionsValidator().Validate(null, new()).Succeeded);
    }

    [Theory]
    [InlineData("coder", true)]
    [InlineData("coder-*", true)]
    [InlineData("*", true)]
    [InlineData("", false)]
    [InlineData("a:0", false)]
    [InlineData("a.b", false)]
    [InlineData("a*b", false)]
    [InlineData("a\nb", false)]
    public void A_tmux_session_is_a_name_or_its_beginning(string session, bool allowed) =>
        Assert.Equal(allowed, new TmuxOptionsValidator().Validate(null, new() { AllowedSessions = { session } }).Succeeded);

    [Theory]
    [InlineData("short")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_not base64 but long enough for a text")]
    public void A_weak_or_unreadable_secret_is_refused_and_not_repeated(string secret)
    {
        ValidateOptionsResult result = new WebhookOptionsValidator().Validate(null, Webhooks.Allow("a") with { Secret = secret });
        Assert.True(result.Failed);
        Assert.DoesNotContain(secret, result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Allowed_hosts_need_a_secret() =>
        Assert.Contains("Secret", FailureOf(Webhooks.Allow("a") with { Secret = null }), StringComparison.Ordinal);

    [Fact]
    public void A_host_that_cannot_be_read_is_named() =>
        Assert.Contains("http://a", FailureOf(Webhooks.Allow("http://a")), StringComparison.Ordinal);

    [Fact]
    public void Secrets_do_not_show_when_options_are_written() =>
        Assert.DoesNotContain(
            Webhooks.Secret, $"{Webhooks.Allow("a") with { PreviousSecret = Webhooks.Secret }}", StringComparison.Ordinal);

    [Theory]
    [InlineData("Enter", true)]
    [InlineData("C-m", true)]
    [InlineData("M-Enter", true)]
    [InlineData("", true)]
    [InlineData("Entr", false)]
    [InlineData("rm -rf", false)]
    [InlineData("-X", false)]
    public void Only_keys_that_tmux_knows_are_submit_keys(string key, bool allowed) =>
        Assert.Equal(allowed, new TmuxOptionsValidator().Validate(null, new() { SubmitKey = key }).Succeeded);

    [Theory]
    [InlineData("Return", true)]
    [InlineData("ctrl+Return", true)]
    [InlineData("", true)]
    [InlineData("Return click 1", false)]
    [InlineData("--window", false)]
    public void Only_names_of_keys_are_submit_keys_of_a_screen(string key, bool allowed) =>
        Assert.Equal(allowed, new GuiOptionsValidator().Validate(null, new() { SubmitKey = key }).Succeeded);

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("\u001b[201~")]
    public void A_header_is_one_line_without_controls(string header)
    {
        Assert.False(new TmuxOptionsValidator().Validate(null, new() { Header = header }).Succeeded);
        Assert.False(new GuiOptionsValidator().Validate(null, new() { Header = header }).Succeeded);
    }

    [Fact]
    public void A_timeout_beyond_its_limits_is_refused()
    {
        Assert.False(new WebhookOptionsValidator().Validate(null, new() { Timeout = TimeSpan.FromMinutes(2) }).Succeeded);
        Assert.False(new TmuxOptionsValidator().Validate(null, new() { Timeout = TimeSpan.Zero }).Succeeded);
        Assert.False(new GuiOptionsValidator().Validate(null, new() { Timeout = TimeSpan.FromHours(1) }).Succeeded);
    }

    private static string? FailureOf(WebhookOptions options) => new WebhookOptionsValidator().Validate(null, options).FailureMessage;
}
