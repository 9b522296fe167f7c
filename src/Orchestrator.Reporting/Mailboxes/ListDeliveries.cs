using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

internal sealed class ListDeliveries(MessageId id) : IQuery<IReadOnlyList<MessageDelivery>>
{
    public IReadOnlyList<MessageDelivery> Run(ReadConnection connection) => connection
        .Prepare($"SELECT {DeliveryRow.Columns} FROM message_deliveries WHERE message_id = ?1 ORDER BY recipient")
        .Bind(1, id.Value)
        .List(DeliveryRow.Read);
}
