using System.Net;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Inbox;

public sealed class InboxEndpointTests : IAsyncLifetime
{
    private readonly string _agent = SharedHost.Unique("inbox");
    private TestHost _host = null!;

    private string Path => $"/api/v1/agents/{_agent}/inbox";

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_message_is_received_once_and_acknowledged()
    {
        using Answer sent = await SendAsync("hello");
        using Answer received = await _host.GetAsync($"{Path}?max=5&wait=20&lease=60");
        using Answer again = await _host.GetAsync(Path);

        var item = received.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single();
        Assert.Equal(sent.Id, item.GetProperty("messageId").GetString());
        Assert.Equal("hello", item.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(1, item.GetProperty("attempt").GetInt32());
        Assert.True(received.Position > sent.Position);
        Assert.Empty(again.Expect(HttpStatusCode.OK)["items"].EnumerateArray());

        using Answer acknowledged = await _host.PostAsync($"{Path}/{sent.Id}/ack");
        using Answer twice = await _host.PostAsync($"{Path}/{sent.Id}/ack");
        Assert.Equal("acknowledged", acknowledged.Expect(HttpStatusCode.OK)["status"].GetString());
        Assert.Equal(acknowledged.Text, twice.Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task A_wait_ends_with_the_first_message()
    {
        Task<Answer> waiting = _host.GetAsync($"{Path}?wait=60");
        using Answer sent = await SendAsync("news");
        using Answer received = await waiting.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(sent.Id, received["items"].EnumerateArray().Single().GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task A_wait_without_news_ends_empty()
    {
        using Answer received = await _host.GetAsync($"{Path}?wait=0.05");

        Assert.Empty(received.Expect(HttpStatusCode.OK)["items"].EnumerateArray());
    }

    [Fact]
    public async Task The_most_urgent_comes_first()
    {
        using Answer low = await SendAsync("low", priority: 1);
        using Answer urgent = await SendAsync("urgent", priority: 4);
        IMailboxGrain mailbox = _host.Grain<IMailboxGrain>(_agent);
        await Eventually.TrueAsync(async () => (await mailbox.GetSummary()).Queued == 2);
        using Answer received = await _host.GetAsync($"{Path}?max=1");

        Assert.Equal(urgent.Id, received["items"][0].GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task Acknowledging_what_is_not_there_is_not_found()
    {
        using Answer missing = await _host.PostAsync($"{Path}/msg_1_nothing/ack");

        missing.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("max=0", "max")]
    [InlineData("max=101", "max")]
    [InlineData("max=1.5", "max")]
    [InlineData("wait=61", "wait")]
    [InlineData("wait=-1", "wait")]
    [InlineData("wait=NaN", "wait")]
    [InlineData("lease=0", "lease")]
    [InlineData("lease=1e9", "lease")]
    [InlineData("lease=5&lease=6", "lease")]
    [InlineData("waiting=5", "waiting")]
    public async Task A_bad_parameter_is_named(string query, string field)
    {
        using Answer refused = await _host.GetAsync($"{Path}?{query}");

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }

    private async Task<Answer> SendAsync(string content, int priority = 2) =>
        (await _host.PostAsync("/api/v1/messages", new { from = "sender", to = _agent, content, priority })).Expect(HttpStatusCode.Created);
}
