using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Delivery.Tests.Hosting;
using Orchestrator.Delivery.Webhook;

namespace Orchestrator.Delivery.Tests.Webhook;

public sealed class WebhookDeliveryTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public async Task A_message_is_posted_as_JSON()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));

        await webhook.DeliverAsync(Webhooks.To(receiver.Url("/hooks/coder?token=t"), "größer ☃"), CancellationToken.None);

        ReceivedPost post = Assert.Single(receiver.Received);
        Assert.Equal(("POST", "/hooks/coder?token=t", "application/json"), (post.Method, post.PathAndQuery, post.Headers["Content-Type"]));
        using JsonDocument body = JsonDocument.Parse(post.Body);
        Assert.Equal("coder", body.RootElement.GetProperty("recipient").GetString());
        Assert.Equal(2, body.RootElement.GetProperty("attempt").GetInt32());
        JsonElement message = body.RootElement.GetProperty("message");
        Assert.Equal("m-1", message.GetProperty("id").GetString());
        Assert.Equal("planner", message.GetProperty("from").GetString());
        Assert.Equal("größer ☃", message.GetProperty("content").GetString());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("threadId").ValueKind); // as HTTP answers have it
    }

    [Fact]
    public async Task A_receiver_can_verify_the_signature_with_either_secret()
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        WebhookOptions options = Webhooks.Allow("127.0.0.1") with
        {
            Secret = $"whsec_{Convert.ToBase64String(key)}",
            PreviousSecret = "the one before that",
        };
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        using WebhookDelivery webhook = Webhooks.With(options, time: new FixedTime(Now));

        await webhook.DeliverAsync(Webhooks.To(receiver.Url("/")), CancellationToken.None);

        ReceivedPost post = Assert.Single(receiver.Received);
        Assert.Equal("m-1", post.Headers["webhook-id"]);
        Assert.Equal("1800000000", post.Headers["webhook-timestamp"]);
        byte[] signed = Encoding.UTF8.GetBytes($"m-1.1800000000.{post.Body}");
        Assert.Equal(
            [Signature(key, signed), Signature("the one before that"u8.ToArray(), signed)],
            post.Headers["webhook-signature"].Split(' '));

        static string Signature(byte[] key, byte[] signed)
        {
            using var hmac = new HMACSHA256(key);
            return "v1," + Convert.ToBase64String(hmac.ComputeHash(signed));
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task Every_2xx_is_a_delivery(int status)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(status);
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));
        await webhook.DeliverAsync(Webhooks.To(receiver.Url("/")), CancellationToken.None);
        Assert.Single(receiver.Received);
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(401, true)]
    [InlineData(404, true)]
    [InlineData(410, true)]
    [InlineData(422, true)]
    [InlineData(408, false)]
    [InlineData(425, false)]
    [InlineData(429, false)]
    [InlineData(304, false)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    public async Task An_answer_says_whether_trying_again_is_of_use(int status, bool isPermanent)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(status);
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));

        DeliveryException failure = await webhook.FailsAsync(Webhooks.To(receiver.Url("/secret-path?token=secret")));

        Assert.Equal(isPermanent, failure.IsPermanent);
        Assert.Contains($"{status}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_given_up_after_the_timeout()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(
            context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using WebhookDelivery webhook = Webhooks.With(
            Webhooks.Allow("127.0.0.1") with { Timeout = TimeSpan.FromMilliseconds(200) });

        DeliveryException failure = await webhook.FailsAsync(Webhooks.To(receiver.Url("/?token=secret")));

        Assert.False(failure.IsPermanent);
        Assert.Equal($"the webhook at http://127.0.0.1:{receiver.Port} took longer than 0.2 s", failure.Message);
    }

    [Fact]
    public async Task Who_gives_up_sees_a_cancellation_and_no_failure()
    {
        using var stop = new CancellationTokenSource();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => webhook.DeliverAsync(Webhooks.To(receiver.Url("/")), stop.Token));
    }

    [Fact]
    public async Task A_body_without_end_is_not_read()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(async context =>
        {
            byte[] much = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(much, context.RequestAborted);
        });
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));
        await webhook.DeliverAsync(Webhooks.To(receiver.Url("/")), CancellationToken.None);
    }

    [Fact]
    public async Task Nobody_listening_may_be_tried_again()
    {
        int port;
        await using (WebhookReceiver receiver = await WebhookReceiver.StartAsync()) port = receiver.Port;
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));

        DeliveryException failure = await webhook.FailsAsync(Webhooks.To($"http://127.0.0.1:{port}/hooks?token=secret"));

        Assert.False(failure.IsPermanent);
        Assert.Equal($"the webhook at http://127.0.0.1:{port} could not be reached: no connection", failure.Message);
    }

    [Fact]
    public async Task An_agent_without_a_webhook_fails_for_good()
    {
        using WebhookDelivery webhook = Webhooks.With(Webhooks.Allow("127.0.0.1"));
        Assert.True((await webhook.FailsAsync(Outgoing.Text("x", new DeliveryEndpoints()))).IsPermanent);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
