using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Access;

/// <summary>Asks for tokens and for what is noted of access. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class AccessQueries
{
    private const string TokenColumns =
        "id, name, role, agent_id, created_at, created_by, expires_at, revoked_at, revoked_by, revocation_reason";

    private const string AuditColumns =
        "position, timestamp, kind, token_id, role, agent_id, operation, acted_as, reason, remote, count, since";

    private static readonly SortOrder TokenOrders = new(
        "createdAt desc", "number", ("createdAt", "created_at"), ("name", "name"), ("role", "role"), ("expiresAt", "expires_at"));

    private static readonly SortOrder AuditOrders = new("at desc", "number", ("at", "timestamp"), ("count", "count"));

    private readonly ReportingReader _reader;

    internal AccessQueries(ReportingReader reader) => _reader = reader;

    /// <summary>Lists tokens; by <c>createdAt</c> (the default, newest first), <c>name</c>, <c>role</c> or <c>expiresAt</c>.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="page">Which of them.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<Page<TokenView>> ListTokensAsync(TokenFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(
            new ListQuery<TokenView>(
                "access_tokens",
                "number",
                TokenColumns,
                new Conditions()
                    .Add("role = ?", filter.Role is { } role ? Words<AccessRole>.Of(role) : null)
                    .Add("agent_id = ?", filter.Agent?.Value)
                    .Add("(revoked_at IS NULL) = (? = 'no')", filter.Revoked is { } revoked ? revoked ? "yes" : "no" : null),
                TokenOrders,
                page,
                ReadToken),
            cancellationToken);

    /// <summary>Lists what is noted; by <c>at</c> (the default, newest first) or <c>count</c>.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="page">Which of them.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<Page<AuditView>> ListAuditAsync(AuditFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(
            new ListQuery<AuditView>(
                "audit",
                "number",
                AuditColumns,
                new Conditions()
                    .Add("kind = ?", filter.Kind is { } kind ? Words<AuditKind>.Of(kind) : null)
                    .Add("token_id = ?", filter.Token?.Value)
                    .Add("acted_as = ?", filter.ActedAs?.Value),
                AuditOrders,
                page,
                ReadAudit),
            cancellationToken);

    private static TokenView ReadToken(SqliteStatement row) => new()
    {
        Id = TokenId.Parse(row.Text(0)),
        Name = row.Text(1),
        Role = row.Word<AccessRole>(2),
        Agent = AgentOf(row, 3),
        CreatedAt = row.Time(4),
        CreatedBy = row.OptionalText(5),
        ExpiresAt = row.OptionalTime(6),
        RevokedAt = row.OptionalTime(7),
        RevokedBy = row.OptionalText(8),
        RevocationReason = row.OptionalText(9),
    };

    private static AuditView ReadAudit(SqliteStatement row) => new(
        row.Int64(0),
        row.Time(1),
        new AuditEntry
        {
            Kind = row.Word<AuditKind>(2),
            Token = row.OptionalText(3) is { } token ? TokenId.Parse(token) : null,
            Role = row.IsNull(4) ? null : row.Word<AccessRole>(4),
            Agent = AgentOf(row, 5),
            Operation = row.Text(6),
            ActedAs = AgentOf(row, 7),
            Reason = row.OptionalText(8),
            Remote = row.OptionalText(9),
            Count = row.Int64(10),
            Since = row.Time(11),
        });

    private static AgentId? AgentOf(SqliteStatement row, int column) => row.OptionalText(column) is { } agent ? AgentId.Parse(agent) : null;
}
