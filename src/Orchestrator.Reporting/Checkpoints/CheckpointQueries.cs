using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Search;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Checkpoints;

/// <summary>Asks for checkpoints. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class CheckpointQueries
{
    private static readonly SortOrder Orders = new(
        "createdAt desc",
        "number",
        ("createdAt", "created_at"),
        ("timestamp", "timestamp"),
        ("expiresAt", "retention_expires_at"),
        ("name", "name"),
        ("size", "size"));

    private readonly ReportingReader _reader;
    private readonly TimeProvider _time;

    internal CheckpointQueries(ReportingReader reader, TimeProvider time) => (_reader, _time) = (reader, time);

    /// <summary>
    /// Lists checkpoints whose time is not over; by <c>createdAt</c> (the default, newest first), <c>timestamp</c>,
    /// <c>expiresAt</c>, <c>name</c> or <c>size</c>.
    /// </summary>
    public Task<Page<CheckpointView>> ListAsync(CheckpointFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        if (filter.Words?.Length > SearchQueries.MaxLength)
            throw new ValidationException("q", $"must have at most {SearchQueries.MaxLength} characters, has {filter.Words.Length}");
        string? match = filter.Words is { } words ? string.Join(' ', SearchText.ToPhrases(words)) : null;
        return _reader.RunAsync(
            new ListQuery<CheckpointView>(
                "checkpoints",
                "number",
                CheckpointRow.Columns,
                new Conditions()
                    .Add("session_id = ?", filter.SessionId?.Value)
                    .Add("feature = ?", filter.Feature)
                    .Add("EXISTS (SELECT 1 FROM json_each(tags) t WHERE t.value = ?)", filter.Tag)
                    .Add("number IN (SELECT rowid FROM checkpoints_fts WHERE checkpoints_fts MATCH ?)", match is { Length: > 0 } ? match : null)
                    .Add("? IS NULL", match is { Length: 0 } ? match : null) // nothing that can be found
                    .Add("(retention_expires_at IS NULL OR retention_expires_at > ?)", TimeText.Of(_time.GetUtcNow())),
                Orders,
                page,
                CheckpointRow.Read),
            cancellationToken);
    }

    /// <summary>Checkpoints whose time is over and that do not know it yet, those first whose time was over first.</summary>
    /// <param name="now">The time by which it is.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<CheckpointId>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListExpiredCheckpoints(now, Limit.Check(limit, 10_000)), cancellationToken);

    /// <summary>The names (<see cref="CheckpointBlob.Name"/>) of all snapshots that a checkpoint needs.</summary>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlySet<string>> ListBlobsAsync(CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListCheckpointBlobs(), cancellationToken);
}
