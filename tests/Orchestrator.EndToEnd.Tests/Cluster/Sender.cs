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

    /// <summary>Takes and acknowledges everything in the receiver's inbox.</summary>
    /// <returns>The ids in the order they came; one that was handed out twice is there twice.</returns>
    public async Task<IReadOnlyList<string>> ReceiveAllAsync()
    {
        List<string> received = [];
        while (true)
        {
            JsonElement page = await cluster.Gateways[1].GetFromJsonAsync<JsonElement>($"/api/v1/agents/{_to}/inbox?max=100&wait=1");
            string[] ids = [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("messageId").GetString()!)];
            if (ids.Length == 0) return received;
            received.AddRange(ids);
            await Task.WhenAll(ids.Select(async id =>
                (await cluster.Gateways[0].PostAsync($"/api/v1/agents/{_to}/inbox/{id}/ack", content: null)).EnsureSuccessStatusCode()));
        }
    }

    private async Task<JsonElement> AcknowledgedAsync(string path, object body, string key)
    {
        long began = TimeProvider.System.GetTimestamp();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
                request.Headers.Add("Idempotency-Key", key);
                using HttpResponseMessage answer = await cluster.Gateways[attempt % cluster.Gateways.Count].SendAsync(request);
                if (answer.IsSuccessStatusCode)
                {
                    TimeSpan took = TimeProvider.System.GetElapsedTime(began);
                    if (took > LongestOutage) LongestOutage = took;
                    return await answer.Content.ReadFromJsonAsync<JsonElement>();
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
