#if ORLEANS
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Client;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Cluster;

/// <summary>Three silos and two gateways over PostgreSQL, as processes.</summary>
[Collection(HeavyTests.Name)]
public sealed class ClusterTests
{
    private const int Senders = 8;

    // Of what fails: 8 s until a silo is known to be dead, or 10 s for an answer that does not come.
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task What_was_acknowledged_is_there_in_order_after_silos_were_killed()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync();
        Sender[] senders = [.. Enumerable.Range(0, Senders).Select(i => new Sender(cluster, $"s{i}"))];
        await Task.WhenAll(senders.Select(sender => sender.RegisterAsync()));
        using var stop = new CancellationTokenSource();
        Task sending = Task.WhenAll(senders.Select(sender => sender.RunAsync(stop.Token)));
        await cluster.KillAsync("silo2");
        await Task.Delay(Back, TimeProvider.System, CancellationToken.None);
        await cluster.RestartAsync("silo2");
        await cluster.KillAsync("silo1");
        await Task.Delay(Back, TimeProvider.System, CancellationToken.None);
        await stop.CancelAsync();
        await sending;

        Assert.All(senders, sender => Assert.NotEmpty(sender.Acknowledged));
        Assert.All(senders, sender => Assert.InRange(sender.LongestOutage, TimeSpan.Zero, Back));
        await Task.WhenAll(senders.Select(async sender =>
        {
            IReadOnlyList<(string Id, bool IsFirst)> received = await sender.ReceiveAllAsync();
            Assert.Equal(sender.Acknowledged.Order(StringComparer.Ordinal), received.Select(one => one.Id).Order(StringComparer.Ordinal));

            // An answer that was lost hides when its messages were first handed out; all others come in order.
            HashSet<string> first = [.. received.Where(one => one.IsFirst).Select(one => one.Id)];
            Assert.Equal(sender.Acknowledged.Where(first.Contains), received.Where(one => one.IsFirst).Select(one => one.Id));
        }));
    }

    [Fact]
    public async Task A_token_made_at_one_gateway_is_judged_at_the_other_and_on_the_silos()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync();
        string admin = await TokenAsync(cluster.Gateways[0], new { name = "admin", role = "admin" });
        await Eventually.IsTrueAsync(() => IsClosedAsync(cluster.Gateways[1]), "the other gateway demands a token");
        cluster.Gateways[1].DefaultRequestHeaders.Authorization = new("Bearer", admin);
        string alice = await TokenAsync(cluster.Gateways[1], new { name = "alice", role = "agent", agent = "alice" });
        cluster.Gateways[0].DefaultRequestHeaders.Authorization = new("Bearer", alice);

        HttpResponseMessage own = await cluster.Gateways[0].PostAsJsonAsync("/api/v1/agents", new { id = "alice", name = "Alice", type = "worker" });
        HttpResponseMessage others = await cluster.Gateways[0].PostAsJsonAsync("/api/v1/agents", new { id = "bob", name = "Bob", type = "worker" });
        Assert.True(own.IsSuccessStatusCode, await own.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Forbidden, others.StatusCode);

        // An agent's process comes to the silos themselves: there its token alone counts.
        using IHost process = await ConnectAsync(cluster, alice);
        var client = process.Services.GetRequiredService<IOrchestratorClient>();
        await using (AgentConnection connection = await client.RegisterAsync(new RegisterAgent { Id = AgentId.Parse("alice"), Name = "Alice" }))
            await connection.SendAsync(AgentId.Parse("bob"), "hello");
        await Assert.ThrowsAsync<ForbiddenException>(() => client.RegisterAsync(new RegisterAgent { Id = AgentId.Parse("bob"), Name = "Bob" }));
        await process.StopAsync();
    }

    // A request without a token that is under way when the gateway hears of the first token is cut off.
    private static async Task<bool> IsClosedAsync(HttpClient gateway)
    {
        try
        {
            return (await gateway.GetAsync("/api/v1/agents")).StatusCode == HttpStatusCode.Unauthorized;
        }
        catch (HttpRequestException e) when (e.InnerException is IOException)
        {
            return false;
        }
    }

    private static async Task<string> TokenAsync(HttpClient gateway, object request)
    {
        HttpResponseMessage made = await gateway.PostAsJsonAsync("/api/v1/tokens", request);
        string body = await made.Content.ReadAsStringAsync();
        Assert.True(made.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("token").GetString()!;
    }

    private static async Task<IHost> ConnectAsync(LocalCluster cluster, string token)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddOrchestratorClient(options =>
            (options.Endpoint, options.ConnectionString, options.Token) = (cluster.Gateways[0].BaseAddress!, cluster.Store, token));
        IHost process = builder.Build();
        await process.StartAsync();
        return process;
    }
}
#endif
