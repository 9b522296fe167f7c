using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

internal sealed class GetMessage(MessageId id) : IQuery<MessageView?>
{
    public MessageView? Run(ReadConnection connection) => connection
        .Prepare($"SELECT {MessageRow.Columns} FROM messages WHERE id = ?1 ORDER BY number LIMIT 1")
        .Bind(1, id.Value)
        .First(MessageRow.Read);
}
