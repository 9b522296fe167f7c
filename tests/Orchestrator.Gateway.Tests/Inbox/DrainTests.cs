using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Inbox;

public sealed class DrainTests
{
    [Fact]
    public async Task A_stop_ends_long_polls_at_once_with_what_they_have()
    {
        var requests = new RequestCounter();
        await using TestHost host = await TestHost.StartAsync(services => services.AddSingleton<IStartupFilter>(requests));
        Task<Answer> waiting = host.GetAsync("/api/v1/agents/someone/inbox?wait=60");
        await Eventually.TrueAsync(() => Task.FromResult(requests.Active == 1));

        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));

        using Answer ended = await waiting;
        Assert.Empty(ended.Expect(HttpStatusCode.OK)["items"].EnumerateArray());
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_its_request()
    {
        var requests = new RequestCounter();
        await using TestHost host = await TestHost.StartAsync(services => services.AddSingleton<IStartupFilter>(requests));
        using var leaving = new CancellationTokenSource();
        Task<Answer> waiting = host.SendAsync(HttpRequests.Of(host, HttpMethod.Get, "/api/v1/agents/someone/inbox?wait=60"), leaving.Token);
        await Eventually.TrueAsync(() => Task.FromResult(requests.Active == 1));

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Eventually.TrueAsync(() => Task.FromResult(requests.Active == 0));
        using Answer sent = await host.PostAsync("/api/v1/messages", new { from = "a", to = "someone", content = "x" });
        using Answer received = await host.GetAsync("/api/v1/agents/someone/inbox?wait=20");
        Assert.Equal(sent.Id, received["items"].EnumerateArray().Single().GetProperty("messageId").GetString());
    }
}
