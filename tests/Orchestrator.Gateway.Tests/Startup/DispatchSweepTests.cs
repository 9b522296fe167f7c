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
        await WriteUndispatchedAsync(folder);

        await using TestHost host = await TestHost.StartAsync(folder: folder);

        using Answer received = await host.GetAsync("/api/v1/agents/receiver/inbox?wait=30");
        Assert.Equal("msg_1_left", received.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().GetProperty("messageId").GetString());
    }

    // What the journal has after a send and before the hand-off.
    private static async Task WriteUndispatchedAsync(string folder)
    {
        string id = ConversationId.Direct(AgentId.Parse("sender"), AgentId.Parse("receiver")).Value;
        const string at = "2026-01-31T12:00:00.000Z";
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
                $"conversation/{id}", 1, 4, "conversation-created,participant-joined,message-sent", events, "{}", DateTimeOffset.Parse(at)),
            CancellationToken.None);
    }
}
