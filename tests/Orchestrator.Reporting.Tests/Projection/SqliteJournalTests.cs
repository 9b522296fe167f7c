using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Journal;
using Orchestrator.Reporting.Conversations;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Projection;

/// <summary>With the journal that hosts have.</summary>
public sealed class SqliteJournalTests
{
    private static IHost Host(TempFolder folder)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddSqliteJournal(options => options.DataDirectory = folder.Path);
        builder.Services.AddReporting(options => options.DataDirectory = folder.Path);
        return builder.Build();
    }

    private static async Task<long> AppendAsync(IHost host, IEnumerable<JournalEntry> rows)
    {
        IJournal journal = host.Services.GetRequiredService<IJournal>();
        foreach (JournalEntry row in rows)
        {
            await journal.AppendAsync(
                new JournalAppend(row.Grain, row.Sequence, 1, row.Type, row.Payload, row.Metadata, row.At), default);
        }

        return journal.LastPosition;
    }

    [Fact]
    public async Task A_host_follows_its_journal_over_restarts()
    {
        using TempFolder folder = new();
        Story story = new Story().StartSession("s1");
        for (int number = 1; number <= 20; number++) story.Send($"m{number}", "a", "b", $"text {number} \0 '");
        using (IHost first = Host(folder))
        {
            await first.StartAsync();
            long position = await AppendAsync(first, story.Rows[..10]);
            await first.Services.GetRequiredService<ProjectionProgress>().WaitForAsync(position, ReportingRoom.Patience, default);
            await first.StopAsync();
        }

        using IHost second = Host(folder);
        await second.StartAsync();
        long last = await AppendAsync(second, story.Rows[10..]);
        await second.Services.GetRequiredService<ProjectionProgress>().WaitForAsync(last, ReportingRoom.Patience, default);

        MessageView message = (await second.Services.GetRequiredService<MessageQueries>().GetAsync(MessageId.Parse("m20"), default))!;
        Assert.Equal("text 20 \0 '", message.Content.GetString());
        Assert.Equal(20L, Database.Query(folder.File, "SELECT count(*) n FROM messages")[0]["n"]);
        await second.StopAsync();
    }
}
