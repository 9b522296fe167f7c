using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Journal;

namespace Orchestrator.Gateway.Tests.Startup;

public sealed class DispatchSweepTests
{
    [Fact]
    public async Task A_message_whose_hand_off_a_crash_cut_short_is_delivered_after_the_start_without_another_message()
    {
        string folder = Directory.CreateTempSubdirectory("sweep-").FullName;
        await WriteUndispatchedAsync(folder, DateTimeOffset.Parse("2026-01-31T12:00:00.000Z", CultureInfo.InvariantCulture));

        await AssertDeliveredAsync(folder);
    }

    // The clock stood ahead, the host died, and its clock was set back.
    [Fact]
    public async Task A_message_that_was_sent_later_than_it_is_now_is_delivered_after_the_start()
    {
        string folder = Directory.CreateTempSubdirectory("sweep-").FullName;
        await WriteUndispatchedAsync(folder, TimeProvider.System.GetUtcNow().AddHours(2));

        await AssertDeliveredAsync(folder);
    }

    private static async Task AssertDeliveredAsync(string folder)
    {
        await using TestHost host = await TestHost.StartAsync(folder: folder);

        using Answer received = await host.GetAsync("/api/v1/agents/receiver/inbox?wait=30");
        Assert.Equal("msg_1_left", received.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().GetProperty("messageId").GetString());
    }

    // What the journal has after a send and before the hand-off.
    private static async Task WriteUndispatchedAsync(string folder, DateTimeOffset sentAt)
    {
        string id = ConversationId.Direct(AgentId.Parse("sender"), AgentId.Parse("receiver")).Value;
        string at = sentAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        string events =
            $$"""
            [{"event":"conversation-created","id":"{{id}}","direct":true,"title":"sender, receiver","at":"{{at}}"},
            {"event":"participant-joined","agentId":"sender","role":"participant","at":"{{at}}"},
            {"event":"participant-joined","agentId":"receiver","role":"participant","at":"{{at}}"},
            {"event":"message-sent","id":"msg_1_left","sequence":1,"from":"sender","to":"receiver","type":"text","priority":2,"content":"x","at":"{{at}}"}]
            """;
        await using ServiceProvider services = new ServiceCollection()
            .AddSqliteJournal(options => options.DataDirectory = folder)
            .BuildServiceProvider();
        SqliteJournal journal = services.GetRequiredService<SqliteJournal>();
        await journal.OpenAsync(CancellationToken.None);
        await journal.AppendAsync(
            new JournalAppend(
                $"conversation/{id}", 1, 4, "conversation-created,participant-joined,message-sent", events, "{}", sentAt),
            CancellationToken.None);
    }
}
