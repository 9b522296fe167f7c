using System.Runtime.InteropServices;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>Keeps <c>message_totals</c>: how many messages have each type and priority. Gathered within a batch.</summary>
internal sealed class MessageTotals(WriteConnection connection)
{
    private readonly Dictionary<(MessageType Type, Priority Priority), long> _new = [];

    private readonly SqliteStatement _add = connection.Prepare(
        """
        INSERT INTO message_totals (type, priority, messages) VALUES (?1, ?2, ?3)
        ON CONFLICT (type, priority) DO UPDATE SET messages = messages + excluded.messages
        """);

    /// <summary>A message was sent.</summary>
    public void Count(MessageSent sent) => CollectionsMarshal.GetValueRefOrAddDefault(_new, (sent.Type, sent.Priority), out _)++;

    /// <summary>Writes all.</summary>
    public void Flush()
    {
        foreach (((MessageType type, Priority priority), long count) in _new)
            _add.Bind(1, Words<MessageType>.Of(type)).Bind(2, (long)priority).Bind(3, count).Execute();
        _new.Clear();
    }
}
