using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Benchmarks.Load;

/// <summary>A journal as months of work would have left it, written straight through the journal's own appends.</summary>
internal static class History
{
    private const int Conversations = 64;
    private const int Together = 16;

    /// <summary>Writes messages that were each sent, queued, leased and acknowledged: four events.</summary>
    /// <returns>The number of rows and of events.</returns>
    public static async Task<(long Rows, long Events)> WriteAsync(string folder, int messages)
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSqliteJournal(options => options.DataDirectory = folder).BuildServiceProvider();
        IHostedService journal = services.GetServices<IHostedService>().Single();
        await journal.StartAsync(CancellationToken.None);
        IJournal rows = services.GetRequiredService<IJournal>();
        long count = 0;
        await Task.WhenAll(Enumerable.Range(0, Conversations).Select(async index =>
        {
            var writer = new ConversationWriter(rows, index);
            Interlocked.Add(ref count, await writer.BeginAsync());
            for (int n = 1; n <= messages / Conversations; n += Together)
            {
                int until = Math.Min(n + Together - 1, messages / Conversations);
                Interlocked.Add(ref count, await writer.AddAsync(n, until));
            }
        }));
        long position = rows.LastPosition;
        await journal.StopAsync(CancellationToken.None);
        return (position, count);
    }

    private sealed class ConversationWriter(IJournal journal, int index)
    {
        private readonly AgentId _from = AgentId.Parse($"past-sender-{index}");
        private readonly AgentId _to = AgentId.Parse($"past-receiver-{index}");
        private DateTimeOffset _at = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private long _conversationEvents;
        private long _mailboxEvents;

        private ConversationId Id => ConversationId.Direct(_from, _to);

        public async Task<int> BeginAsync()
        {
            List<ConversationEvent> events =
            [
                new ConversationCreated { At = _at, Id = Id, Direct = true, Title = $"{_from}, {_to}", CreatedBy = _from },
                new ParticipantJoined { At = _at, AgentId = _from, Role = "participant" },
                new ParticipantJoined { At = _at, AgentId = _to, Role = "participant" },
            ];
            await journal.AppendAsync(Row($"conversation/{Id}", _conversationEvents, events), CancellationToken.None);
            _conversationEvents += events.Count;
            return events.Count;
        }

        public async Task<int> AddAsync(int first, int last)
        {
            List<JournalAppend> rows = [];
            for (int n = first; n <= last; n++) Add(n, rows);
            await journal.AppendAsync(rows, CancellationToken.None);
            return rows.Count;
        }

        private void Add(int n, List<JournalAppend> rows)
        {
            _at = _at.AddMilliseconds(50);
            MessageId id = MessageId.Parse($"msg_{_at.ToUnixTimeMilliseconds()}_{index:D4}{n:D7}");
            var sent = new MessageSent
            {
                At = _at,
                Id = id,
                Sequence = n,
                From = _from,
                To = _to,
                Type = MessageType.Request,
                Priority = Priority.Normal,
                Content = Messages.Contents[n % Messages.Contents.Length],
            };
            rows.Add(Row($"conversation/{Id}", _conversationEvents++, new List<ConversationEvent> { sent }));
            DateTimeOffset later = _at.AddMilliseconds(5);
            rows.Add(Row($"mailbox/{_to}", _mailboxEvents++, new List<MailboxEvent>
            {
                new MessagesQueued { At = _at, ConversationId = Id, Messages = [new(id, n, Priority.Normal, _at)] },
            }));
            rows.Add(Row($"mailbox/{_to}", _mailboxEvents++, new List<MailboxEvent>
            {
                new MessagesLeased { At = _at, Messages = [id], Until = _at.AddMinutes(1) },
            }));
            rows.Add(Row($"mailbox/{_to}", _mailboxEvents++, new List<MailboxEvent>
            {
                new MessagesAcknowledged { At = later, Messages = [id] },
            }));
        }

        private JournalAppend Row<T>(string grain, long before, List<T> events)
            where T : JournaledEvent => new(
                grain,
                before + 1,
                events.Count,
                string.Join(',', events.Select(e => EventNames.Of(e)).Distinct()),
                JsonSerializer.SerializeToUtf8Bytes(events, OrchestratorJson.Journal),
                "{}",
                _at);
    }
}
