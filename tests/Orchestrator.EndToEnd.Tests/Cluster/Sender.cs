#if ORLEANS
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Orchestrator.EndToEnd.Tests.Cluster;

/// <summary>Sends from one agent to another, by turns through each gateway, and repeats what was not answered under the same key.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="name">Tells its agents from those of others.</param>
internal sealed class Sender(LocalCluster cluster, string name)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string _from = $"{name}-from";
    private readonly string _to = $"{name}-to";
    private readonly List<string> _acknowledged = [];

    /// <summary>The ids that were acknowledged, in order.</summary>
    public IReadOnlyList<string> Acknowledged => _acknowledged;

    /// <summary>The longest time for which a command had to be repeated.</summary>
    public TimeSpan LongestOutage { get; private set; }

    public async Task RegisterAsync()
    {
        foreach (string agent in (string[])[_from, _to])
            await AcknowledgedAsync("/api/v1/agents", new { id = agent, name = agent, type = "worker" }, $"register-{agent}");
    }

    /// <summary>Sends until it is told to stop; what was begun is brought to its end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (int number = 0; !stop.IsCancellationRequested; number++)
        {
            JsonElement sent = await AcknowledgedAsync(
                "/api/v1/messages", new { from = _from, to = new[] { _to }, content = $"{number}" }, $"{name}-{number}");
            _acknowledged.Add(sent.GetProperty("id").GetString()!);
        }
    }

    /// <summary>
    /// Takes and acknowledges what is in the receiver's inbox until all that was acknowledged to the sender has come. What a lost
    /// answer took with it is handed out again when its lease is over.
    /// </summary>
    /// <returns>The ids in the order they came, each once, and whether each was handed out for the first time.</returns>
    public async Task<IReadOnlyList<(string Id, bool IsFirst)>> ReceiveAllAsync()
    {
        List<(string Id, bool IsFirst)> received = [];
        HashSet<string> missing = [.. _acknowledged], seen = [];
        long began = TimeProvider.System.GetTimestamp();
        while (missing.Count > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1), $"{missing.Count} did not come within a minute");
            JsonElement page = await AnsweredAsync(HttpMethod.Get, $"/api/v1/agents/{_to}/inbox?max=100&wait=1&lease=5", body: null, key: null);
            JsonElement[] items = [.. page.GetProperty("items").EnumerateArray()];
            foreach (JsonElement item in items)
            {
                string id = item.GetProperty("messageId").GetString()!;
                missing.Remove(id);
                if (seen.Add(id)) received.Add((id, item.GetProperty("attempt").GetInt32() == 1));
            }

            await Task.WhenAll(items.Select(item => item.GetProperty("messageId").GetString()!).Select(id =>
                AnsweredAsync(HttpMethod.Post, $"/api/v1/agents/{_to}/inbox/{id}/ack", body: null, $"ack-{id}")));
        }

        return received;
    }

    private Task<JsonElement> AcknowledgedAsync(string path, object body, string key) => AnsweredAsync(HttpMethod.Post, path, body, key);

    private async Task<JsonElement> AnsweredAsync(HttpMethod method, string path, object? body, string? key)
    {
        long began = TimeProvider.System.GetTimestamp();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(method, path);
                if (body is not null) request.Content = JsonContent.Create(body, body.GetType());
                if (key is not null) request.Headers.Add("Idempotency-Key", key);
                using HttpResponseMessage answer = await cluster.Gateways[attempt % cluster.Gateways.Count].SendAsync(request);
                if (answer.IsSuccessStatusCode)
                {
                    TimeSpan took = TimeProvider.System.GetElapsedTime(began);
                    if (took > LongestOutage) LongestOutage = took;
                    byte[] content = await answer.Content.ReadAsByteArrayAsync();
                    return content.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(content);
                }

                Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }
            catch (HttpRequestException)
            {
                // The other gateway is asked.
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1), "the cluster did not come back within a minute");
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }
}
#endif
