using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>
/// A host that dies between the commit of a conversation and that of a mailbox: the one moment at which a message is on
/// disk, perhaps acknowledged to its sender, and on its way to nobody.
/// </summary>
public sealed class HandOffTests : IDisposable
{
    private const int Killed = 128 + 9;

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Message_that_reached_no_mailbox_is_delivered_after_the_next_start()
    {
        await SendAndDieAsync("before-mailbox", _ => Task.CompletedTask, "/messages", new { from = "a", to = "b", content = "sent" });
        string conversation = Assert.Single(Conversations());
        Assert.Empty(Mailboxes());

        // Nothing else is sent: that the message comes is the work of the start alone.
        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        var api = new Api(host);
        string message = await ReceiveOnlyAsync(api, "b", "sent");
        await api.PostAsync($"/agents/b/inbox/{message}/ack");

        JsonElement line = Assert.Single((await api.QueryAsync($"/conversations/{conversation}/messages")).Items);
        Assert.Equal(message, line.GetProperty("id").GetString());
        Assert.Equal(["b acknowledged 1"], Deliveries(message));
        Assert.Equal(["mailbox/b"], Mailboxes());
    }

    [Fact]
    public async Task Message_whose_hand_off_was_never_confirmed_is_handed_out_once()
    {
        await SendAndDieAsync("after-mailbox", _ => Task.CompletedTask, "/messages", new { from = "a", to = "b", content = "first" });
        Assert.Single(Conversations());
        Assert.Equal(["mailbox/b"], Mailboxes());

        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        var api = new Api(host);
        string first = await ReceiveOnlyAsync(api, "b", "first");

        // The next message has the conversation ask what the mailbox has; it must not hand the first one over again.
        await api.PostAsync("/messages", new { from = "a", to = "b", content = "second" });
        string second = await ReceiveOnlyAsync(api, "b", "second");
        foreach (string message in (string[])[first, second]) await api.PostAsync($"/agents/b/inbox/{message}/ack");

        Assert.Empty((await api.SendAsync(HttpMethod.Get, "/agents/b/inbox?max=100")).Items);
        Assert.Equal(2, (await api.QueryAsync("/messages?between=a,b")).Items.Count);
        Assert.Equal(["b acknowledged 1"], Deliveries(first));
        Assert.Equal(["b acknowledged 1"], Deliveries(second));
        Assert.Equal(["mailbox/b", "mailbox/b"], Mailboxes());
    }

    [Fact]
    public async Task Recipients_whose_mailboxes_were_not_reached_get_the_message_after_the_next_start()
    {
        string[] recipients = ["b", "c", "d"];
        await SendAndDieAsync(
            "after-mailbox",
            api => api.PostAsync("/conversations", new
            {
                id = "council",
                title = "Council",
                participants = (object[])[new { agentId = "a" }, .. recipients.Select(agent => new { agentId = agent })],
            }),
            "/conversations/council/messages",
            new { from = "a", content = "to all" });
        Assert.Equal(["council", "council"], Conversations());
        Assert.Contains(Assert.Single(Mailboxes()), recipients.Select(agent => $"mailbox/{agent}"));

        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        var api = new Api(host);
        string[] messages = await Task.WhenAll(recipients.Select(agent => ReceiveOnlyAsync(api, agent, "to all")));
        string message = Assert.Single(messages.Distinct(StringComparer.Ordinal));
        foreach (string agent in recipients) await api.PostAsync($"/agents/{agent}/inbox/{message}/ack");

        Assert.Single((await api.QueryAsync("/conversations/council/messages")).Items);
        Assert.Equal(recipients.Select(agent => $"{agent} acknowledged 1"), Deliveries(message));
        Assert.Equal(recipients.Select(agent => $"mailbox/{agent}"), Mailboxes().Order(StringComparer.Ordinal));
    }

    private async Task SendAndDieAsync(string moment, Func<Api, Task> prepare, string path, object message)
    {
        await using HostProcess host = await HostProcess.StartAsync(
            ["Orchestrator.EndToEnd.DyingHost.dll", moment], _folder.Data, _port);
        var api = new Api(host);
        await prepare(api);
        try
        {
            await api.PostAsync(path, message);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // The host died before its answer was on the way.
        }

        using var patience = new CancellationTokenSource(ChildProgram.Patience);
        Assert.Equal(Killed, await host.EndAsync(patience.Token));
    }

    private static async Task<string> ReceiveOnlyAsync(Api api, string agent, string content)
    {
        JsonElement item = Assert.Single((await api.SendAsync(HttpMethod.Get, $"/agents/{agent}/inbox?max=100&wait=30&lease=600")).Items);
        Assert.Equal((content, 1), (item.GetProperty("message").GetProperty("content").GetString(), item.GetProperty("attempt").GetInt32()));
        return item.GetProperty("messageId").GetString()!;
    }

    private string[] Conversations() => [.. Grains("conversation/").Select(grain => grain["conversation/".Length..])];

    /// <summary>The mailboxes that something was queued in, once for each time.</summary>
    private string[] Mailboxes() => Grains("mailbox/", "messages-queued");

    private string[] Grains(string prefix, string type = "")
    {
        using SqliteFile journal = SqliteFile.OpenJournal(_folder.Data);
        return
        [
            .. journal.Query("SELECT grain FROM journal WHERE grain LIKE ? AND type LIKE ? ORDER BY position", $"{prefix}%", $"%{type}%")
                .Select(row => row.Text("grain")!),
        ];
    }

    private string[] Deliveries(string message)
    {
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        return
        [
            .. tables.Query("SELECT recipient, status, attempts FROM message_deliveries WHERE message_id = ? ORDER BY recipient", message)
                .Select(row => $"{row["recipient"]} {row["status"]} {row["attempts"]}"),
        ];
    }
}
