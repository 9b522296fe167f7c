using System.Net;
using Orchestrator.Delivery.Tests.Hosting;
using Orchestrator.Delivery.Webhook;

namespace Orchestrator.Delivery.Tests.Webhook;

public sealed class WebhookRedirectTests
{
    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_that_keeps_the_method_is_followed(int status)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartRedirectingAsync(status, _ => "/end");
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));

        await webhook.DeliverAsync(Webhooks.To(receiver.Url("/")), CancellationToken.None);

        Assert.Equal([("POST", "/"), ("POST", "/end")], receiver.Received.Select(post => (post.Method, post.PathAndQuery)));
        Assert.Equal(receiver.Received[0].Body, receiver.Received[1].Body);
        Assert.Equal(receiver.Received[0].Headers["webhook-id"], receiver.Received[1].Headers["webhook-id"]);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    public async Task A_redirect_that_would_lose_the_message_is_a_failure(int status)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartRedirectingAsync(status, _ => "/end");
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));

        DeliveryException failure = await webhook.FailsAsync(Webhooks.To(receiver.Url("/")));

        Assert.False(failure.IsPermanent);
        Assert.Contains("only 307 and 308 are followed", failure.Message, StringComparison.Ordinal);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task Three_redirects_are_followed_and_no_fourth()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartRedirectingAsync(
            307, path => path switch { "/a" => "/b", "/b" => "/c", "/c" => "/end", _ => path });
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));

        await webhook.DeliverAsync(Webhooks.To(receiver.Url("/a")), CancellationToken.None);
        Assert.Equal(4, receiver.Received.Count);

        DeliveryException failure = await webhook.FailsAsync(Webhooks.To(receiver.Url("/circle")));
        Assert.False(failure.IsPermanent);
        Assert.Contains("more than 3 times", failure.Message, StringComparison.Ordinal);
        Assert.Equal(8, receiver.Received.Count);
    }

    [Fact]
    public async Task A_redirect_to_a_host_that_is_not_allowed_is_refused()
    {
        await using WebhookReceiver other = await WebhookReceiver.StartAsync();
        await using WebhookReceiver receiver = await WebhookReceiver.StartRedirectingAsync(307, _ => other.Url("/?token=secret"));
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow($"127.0.0.1:{receiver.Port}"));

        DeliveryException failure = await webhook.FailsAsync(Webhooks.To(receiver.Url("/")));

        Assert.True(failure.IsPermanent);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.Empty(other.Received);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("10.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("0.0.0.0")]
    public async Task A_redirect_to_a_private_address_is_refused_also_when_its_name_is_allowed(string address)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartRedirectingAsync(307, _ => "http://inside.example.com/");
        using WebhookDelivery webhook = Webhooks.With(
            Webhooks.Allow("127.0.0.1", "*.example.com"), (_, _) => Task.FromResult(new[] { IPAddress.Parse(address) }));

        DeliveryException failure = await webhook.FailsAsync(Webhooks.To(receiver.Url("/")));

        Assert.True(failure.IsPermanent);
        Assert.Contains("not a public one", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_away_from_HTTP_is_refused(string next)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartRedirectingAsync(308, _ => next);
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));
        Assert.True((await webhook.FailsAsync(Webhooks.To(receiver.Url("/")))).IsPermanent);
    }

    [Fact]
    public async Task A_redirect_to_nowhere_may_be_tried_again()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartRedirectingAsync(308, _ => null);
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));
        Assert.False((await webhook.FailsAsync(Webhooks.To(receiver.Url("/")))).IsPermanent);
    }
}
