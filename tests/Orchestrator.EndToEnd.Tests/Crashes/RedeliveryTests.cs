using System.Net;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Crashes;

public sealed class RedeliveryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_message_in_someones_hands_stays_there_when_the_host_is_killed()
    {
        string message;
        await using (HostProcess host = await HostProcess.StartAsync(_folder.Data, _port))
        {
            var api = new Api(host);
            message = (await api.PostAsync("/messages", new { from = "a", to = "b", content = "mine" })).GetProperty("id").GetString()!;
            Assert.Single((await api.SendAsync(HttpMethod.Get, "/agents/b/inbox?wait=5&lease=600")).Items);
            await host.KillAsync();
        }

        await using (HostProcess again = await HostProcess.StartAsync(_folder.Data, _port))
        {
            var api = new Api(again);
            Assert.Empty((await api.SendAsync(HttpMethod.Get, "/agents/b/inbox")).Items);
            await api.PostAsync($"/agents/b/inbox/{message}/ack");
            await again.KillAsync();
        }

        await using HostProcess third = await HostProcess.StartAsync(_folder.Data, _port);
        Assert.Equal("acknowledged", (await new Api(third).PostAsync($"/agents/b/inbox/{message}/ack")).GetProperty("status").GetString());
        Assert.Empty((await new Api(third).SendAsync(HttpMethod.Get, "/agents/b/inbox")).Items);
    }

    [Fact]
    public async Task Nothing_is_handed_to_a_receiver_that_hung_up()
    {
        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        using (var gone = new CancellationTokenSource())
        {
            Task<HttpResponseMessage> poll = host.Http.GetAsync(new Uri("/api/v1/agents/b/inbox?wait=60&lease=600", UriKind.Relative), gone.Token);
            await Eventually.IsTrueAsync(() => IsConnectedAsync(host), "the poll is under way");
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        }

        // The host learns of it a moment later; what it handed out in that moment comes back when the lease ends.
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None);
        var api = new Api(host);
        await api.PostAsync("/messages", new { from = "a", to = "b", content = "for the living" });

        JsonElement item = Assert.Single((await api.SendAsync(HttpMethod.Get, "/agents/b/inbox?wait=5")).Items);
        Assert.Equal(1, item.GetProperty("attempt").GetInt32());
    }

    [Fact]
    public async Task One_id_sent_by_many_at_once_is_one_message()
    {
        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        var api = new Api(host);
        var message = new { id = "the-one", from = "a", to = "b", content = "once" };

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => api.SendAsync(HttpMethod.Post, "/messages", message)));

        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(answers, answer =>
        {
            if (answer.Succeeded) Assert.Equal(("the-one", 1L), (answer.Text("id"), answer.Body.GetProperty("sequence").GetInt64()));
            else Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        });
        Assert.Single((await api.QueryAsync("/messages?between=a,b")).Items);
        Assert.Single((await api.SendAsync(HttpMethod.Get, "/agents/b/inbox?wait=5")).Items);
        Answer other = await api.SendAsync(HttpMethod.Post, "/messages", new { id = "the-one", from = "a", to = "c", content = "once" });
        Assert.Equal((HttpStatusCode.Conflict, "message-id-used"), (other.Status, other.Text("code")));
    }

    private static async Task<bool> IsConnectedAsync(HostProcess host)
    {
        using HttpResponseMessage alive = await host.Http.GetAsync(new Uri("/healthz", UriKind.Relative));
        return alive.IsSuccessStatusCode;
    }
}
