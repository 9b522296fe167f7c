using System.Net;
using System.Net.Sockets;
using Orchestrator.Delivery.Tests.Hosting;
using Orchestrator.Delivery.Webhook;

namespace Orchestrator.Delivery.Tests.Webhook;

public sealed class WebhookTargetTests
{
    private const string Elsewhere = "hooks.example.com";

    [Fact]
    public async Task Without_configuration_no_host_is_allowed()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        using WebhookDelivery webhook = Webhooks.With(new WebhookOptions());

        DeliveryException failure = await webhook.FailsAsync(Webhooks.To(receiver.Url("/?token=secret")));

        Assert.True(failure.IsPermanent);
        Assert.Equal(
            $"127.0.0.1:{receiver.Port} is not among the hosts that messages may be posted to (Delivery:Webhook:AllowedHosts)",
            failure.Message);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task A_host_with_a_port_is_allowed_on_that_port_only()
    {
        await using WebhookReceiver allowed = await WebhookReceiver.StartAsync();
        await using WebhookReceiver other = await WebhookReceiver.StartAsync();
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow($"127.0.0.1:{allowed.Port}"));

        await webhook.DeliverAsync(Webhooks.To(allowed.Url("/")), CancellationToken.None);
        Assert.True((await webhook.FailsAsync(Webhooks.To(other.Url("/")))).IsPermanent);

        Assert.Single(allowed.Received);
        Assert.Empty(other.Received);
    }

    [Fact]
    public async Task A_name_that_turns_out_to_be_this_machine_is_refused()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow(Elsewhere), Resolving(IPAddress.Loopback));

        DeliveryException failure = await webhook.FailsAsync(Webhooks.To(receiver.Url("/", Elsewhere)));

        Assert.True(failure.IsPermanent);
        Assert.Equal($"{Elsewhere} has no address that messages may be posted to: it is not a public one", failure.Message);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task A_name_whose_address_changes_after_the_check_gains_nothing()
    {
        int asked = 0;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        WebhookOptions options = Webhooks.Allow(Elsewhere) with { Timeout = TimeSpan.FromMilliseconds(300) };

        // First a public address (of a range that nobody has), from then on this machine.
        ResolveHost changing = (_, _) => Task.FromResult(new[]
        {
            Interlocked.Increment(ref asked) == 1 ? IPAddress.Parse("3000::1") : IPAddress.Loopback,
        });
        using (WebhookDelivery webhook = Webhooks.With(options, changing))
            Assert.False((await webhook.FailsAsync(Webhooks.To(receiver.Url("/", Elsewhere)))).IsPermanent);
        Assert.Equal(1, asked); // what was checked is what is connected to

        using (WebhookDelivery webhook = Webhooks.With(options, changing))
            Assert.True((await webhook.FailsAsync(Webhooks.To(receiver.Url("/", Elsewhere)))).IsPermanent);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task Localhost_by_another_name_is_refused()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("*.localhost"), Resolving(IPAddress.IPv6Loopback, IPAddress.Loopback));
        Assert.True((await webhook.FailsAsync(Webhooks.To(receiver.Url("/", "hooks.localhost")))).IsPermanent);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task Localhost_that_is_allowed_may_be_this_machine()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("localhost"));
        await webhook.DeliverAsync(Webhooks.To(receiver.Url("/", "localhost")), CancellationToken.None);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task Localhost_that_is_allowed_may_be_no_other_machine()
    {
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("localhost"), Resolving(IPAddress.Parse("10.0.0.1")));
        Assert.True((await webhook.FailsAsync(Webhooks.To("http://localhost/"))).IsPermanent);
    }

    [Fact]
    public async Task Private_addresses_can_be_allowed()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        WebhookOptions options = Webhooks.Allow("*.example.com") with { AllowPrivateAddresses = true };
        using WebhookDelivery webhook = Webhooks.With(options, Resolving(IPAddress.Loopback));
        await webhook.DeliverAsync(Webhooks.To(receiver.Url("/", Elsewhere)), CancellationToken.None);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task A_name_without_an_address_may_be_tried_again()
    {
        using WebhookDelivery webhook = Webhooks.With(
            Webhooks.Allow(Elsewhere), (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        DeliveryException failure = await webhook.FailsAsync(Webhooks.To($"http://{Elsewhere}/"));
        Assert.False(failure.IsPermanent);
        Assert.Equal($"the webhook at http://{Elsewhere} could not be reached: its name has no address", failure.Message);
    }

    [Theory]
    [InlineData("example.com", "http://example.com/", true)]
    [InlineData("example.com", "https://EXAMPLE.com.:8443/", true)]
    [InlineData("example.com", "http://hooks.example.com/", false)]
    [InlineData("example.com", "http://example.com.evil.org/", false)]
    [InlineData("example.com:443", "https://example.com/", true)]
    [InlineData("example.com:443", "http://example.com/", false)]
    [InlineData("*.example.com", "http://hooks.example.com/", true)]
    [InlineData("*.example.com", "http://a.b.example.com/", true)]
    [InlineData("*.example.com", "http://example.com/", false)]
    [InlineData("*.example.com", "http://badexample.com/", false)]
    [InlineData("127.0.0.1", "http://2130706433/", true)] // the same address in another form
    [InlineData("[::1]:80", "http://[0:0::1]/", true)]
    [InlineData("bücher.example", "http://xn--bcher-kva.example/", true)]
    public void An_entry_covers_the_hosts_it_names(string entry, string url, bool covers)
    {
        var target = new Uri(url);
        Assert.Equal(covers, AllowedHost.Read(entry)!.Covers(target.IdnHost, target.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("*.127.0.0.1")]
    [InlineData("*.example.com:80")]
    [InlineData("http://example.com")]
    [InlineData("example.com/path")]
    [InlineData("user@example.com")]
    [InlineData("example.com:0")]
    [InlineData("example.com:port")]
    [InlineData("exa mple.com")]
    [InlineData("::1")]
    public void What_is_no_host_is_no_entry(string entry) => Assert.Null(AllowedHost.Read(entry));

    private static ResolveHost Resolving(params IPAddress[] addresses) => (_, _) => Task.FromResult(addresses);
}
