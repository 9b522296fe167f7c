using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Reporting.Access;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Budgets;
using Orchestrator.Reporting.Checkpoints;
using Orchestrator.Reporting.Conversations;
using Orchestrator.Reporting.Departments;
using Orchestrator.Reporting.Files;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Sessions;
using Orchestrator.Reporting.Store;
using Orchestrator.Reporting.Tasks;

namespace Orchestrator.Reporting.Projection;

/// <summary>
/// All projections on one connection, and what they gather in memory until the batch's end: a row that many events of
/// a batch touch is written once. After an error it is of no use, a new one reads everything anew.
/// </summary>
internal sealed class Tables
{
    private readonly Dictionary<Type, object> _projections;
    private readonly MessageWrites _messages;
    private readonly DeliveryWrites _deliveries;
    private readonly ConversationCounts _conversations;
    private readonly AgentTotals _totals;
    private readonly AgentPairs _pairs;

    public Tables(WriteConnection connection)
    {
        _totals = new AgentTotals(connection);
        _pairs = new AgentPairs(connection);
        _messages = new MessageWrites(connection);
        _deliveries = new DeliveryWrites(connection, _messages, _totals, _pairs);
        _conversations = new ConversationCounts(connection);
        _projections = new Dictionary<Type, object>
        {
            [typeof(SessionEvent)] = new SessionProjection(connection),
            [typeof(AgentEvent)] = new AgentProjection(connection, _totals),
            [typeof(ConversationEvent)] =
                new ConversationProjection(connection, _messages, _deliveries, _conversations, _totals),
            [typeof(DepartmentEvent)] = new DepartmentProjection(connection),
            [typeof(CheckpointEvent)] = new CheckpointProjection(connection),
            [typeof(TaskEvent)] = new TaskProjection(connection, _totals),
            [typeof(FileLeaseEvent)] = new FileLeaseProjection(connection, _totals),
            [typeof(BudgetEvent)] = new BudgetProjection(connection),
            [typeof(TokenEvent)] = new TokenProjection(connection),
            [typeof(AuditEvent)] = new AuditProjection(connection),
            [typeof(MailboxEvent)] = new MailboxProjection(_deliveries, _messages),
        };
    }

    /// <summary>The projection of a kind of events.</summary>
    public IProjection<TEvent> Of<TEvent>()
        where TEvent : JournaledEvent => (IProjection<TEvent>)_projections[typeof(TEvent)];

    /// <summary>Writes what was gathered.</summary>
    public void Flush()
    {
        _messages.Flush();
        _deliveries.Flush();
        _conversations.Flush();
        _totals.Flush();
        _pairs.Flush();
    }
}
