using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Delivery;

/// <summary>A host that posts messages to agents' URLs.</summary>
public sealed class WebhookTests : IDisposable
{
    private const string Secret = "a secret of the two of us";

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_message_is_posted_signed_and_the_tables_say_so()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using HostProcess host = await StartAsync();
        var api = new Api(host);
        await RegisterAsync(api, receiver);

        string message = await api.SendAsync("coder", "Fix the build");
        JsonElement delivery = await api.DeliveryAsync(message, "acknowledged");

        ReceivedPost post = Assert.Single(receiver.Received);
        Assert.Equal(("POST", "/hook?key=1", message), (post.Method, post.PathAndQuery, post.Headers["webhook-id"]));
        Assert.Equal(Signature(post), post.Headers["webhook-signature"]);
        Assert.Contains("Fix the build", post.Body, StringComparison.Ordinal);
        Assert.Equal(("webhook", 1), (delivery.GetProperty("method").GetString(), delivery.GetProperty("attempts").GetInt32()));
        SqliteRow row = host.AgentMessage(message);
        Assert.Equal(
            ("planner", "coder", "Fix the build", "webhook", "delivered", "processed"),
            (row.Text("from_agent"), row.Text("to_agent"), row.Text("content"), row.Text("delivery_method"), row.Text("delivery_status"), row.Text("status")));
        Assert.Equal((0, 3), (row.Number("retry_count"), row.Number("max_retries")));
        Assert.InRange(row.Number("delivery_time_ms"), 0, 30_000);
        Assert.Equal(delivery.GetProperty("deliveryMs").GetInt64(), row.Number("delivery_time_ms"));
    }

    [Fact]
    public async Task A_webhook_that_fails_is_tried_again_and_then_the_message_is_a_dead_letter_with_the_reason()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(500);
        await using HostProcess host = await StartAsync();
        var api = new Api(host);
        await RegisterAsync(api, receiver);

        string message = await api.SendAsync("coder", "x", maxRetries: 1);
        JsonElement delivery = await api.DeliveryAsync(message, "dead-lettered");

        Assert.Equal([message, message], receiver.Received.Select(post => post.Headers["webhook-id"]));
        Assert.Equal(2, delivery.GetProperty("attempts").GetInt32());
        Assert.Contains("500", delivery.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        JsonElement dead = Assert.Single((await api.QueryAsync("/agents/coder/dead-letters")).Items);
        Assert.Equal(message, dead.GetProperty("messageId").GetString());
        SqliteRow row = host.AgentMessage(message);
        Assert.Equal(("failed", "failed", 1), (row.Text("delivery_status"), row.Text("status"), row.Number("retry_count")));
    }

    [Fact]
    public async Task A_url_that_the_operator_does_not_allow_fails_at_once()
    {
        await using HostProcess host = await StartAsync();
        var api = new Api(host);
        await api.PostAsync("/agents", new { id = "coder", name = "coder", delivery = new { method = "webhook", webhookUrl = "http://192.0.2.1/secret-path" } });

        string message = await api.SendAsync("coder", "x");
        JsonElement delivery = await api.DeliveryAsync(message, "failed");

        Assert.Equal(1, delivery.GetProperty("attempts").GetInt32());
        Assert.Contains("Delivery:Webhook:AllowedHosts", delivery.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", delivery.GetProperty("lastError").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_being_posted_when_the_host_was_killed_is_posted_again_after_its_start()
    {
        int posts = 0;
        var hangs = new TaskCompletionSource();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(
            context => Interlocked.Increment(ref posts) == 1 ? hangs.Task.WaitAsync(context.RequestAborted) : Task.CompletedTask);
        string message;
        await using (HostProcess killed = await StartAsync())
        {
            var before = new Api(killed);
            await RegisterAsync(before, receiver);
            message = await before.SendAsync("coder", "Fix the build");
            await Eventually.IsTrueAsync(() => receiver.Received.Count == 1, "the webhook hangs");
            await killed.KillAsync();
        }

        // Nothing else is sent: that it comes again is the work of the start alone.
        await using HostProcess host = await StartAsync();
        var api = new Api(host);
        JsonElement delivery = await api.DeliveryAsync(message, "acknowledged");

        Assert.Equal([message, message], receiver.Received.Select(post => post.Headers["webhook-id"]));
        Assert.Equal(2, delivery.GetProperty("attempts").GetInt32());
        Assert.Equal(1, host.AgentMessage(message).Number("retry_count"));
    }

    private Task<HostProcess> StartAsync() => HostProcess.StartAsync(_folder.Data, _port, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Delivery__Webhook__AllowedHosts__0"] = "127.0.0.1",
        ["Delivery__Webhook__Secret"] = Secret,
    });

    private static Task<JsonElement> RegisterAsync(Api api, WebhookReceiver receiver) => api.PostAsync("/agents", new
    {
        id = "coder",
        name = "coder",
        delivery = new { method = "webhook", webhookUrl = receiver.Url("/hook?key=1") },
    });

    // As a receiver checks it: https://www.standardwebhooks.com
    private static string Signature(ReceivedPost post)
    {
        string signed = $"{post.Headers["webhook-id"]}.{post.Headers["webhook-timestamp"]}.{post.Body}";
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(signed)))}";
    }
}
