using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>The totals say which mailboxes come on the page; only those are counted.</summary>
internal sealed class ListMailboxes : IQuery<Page<MailboxCounts>>
{
    private static readonly SortOrder Orders = new(
        "open desc", "agent_id", ("open", "messages_received - acknowledged - failed - dead_lettered - expired"), ("agentId", "agent_id"));

    private readonly PageRequest _page;
    private readonly DateTimeOffset _now;
    private readonly string _pageSql;

    public ListMailboxes(PageRequest page, DateTimeOffset now)
    {
        page.Validate();
        _page = page;
        _now = now;
        _pageSql = $"SELECT agent_id FROM agent_totals WHERE messages_received > 0{Orders.ToSql(page.OrderBy)} LIMIT ?1 OFFSET ?2";
    }

    public Page<MailboxCounts> Run(ReadConnection connection) => connection.OnOneState(() =>
    {
        long total = connection.Prepare("SELECT count(*) FROM agent_totals WHERE messages_received > 0")
            .Single(row => row.Int64(0));
        List<AgentId> agents = connection.Prepare(_pageSql)
            .Bind(1, (long)_page.PageSize)
            .Bind(2, _page.Offset)
            .List(row => AgentId.Parse(row.Text(0)));
        List<MailboxCounts> items = [.. agents.Select(agent => new CountMailbox(agent, _now).Run(connection))];
        return new Page<MailboxCounts>(items, _page.Page, _page.PageSize, total);
    });
}
