using System.Diagnostics;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal;

/// <summary>The names under which the journal's traces and metrics are published.</summary>
public static class JournalTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Orchestrator.Journal";

    /// <summary>SQLite's name in traces.</summary>
    internal const string Sqlite = "sqlite";

    /// <summary>PostgreSQL's name in traces.</summary>
    internal const string Postgres = "postgresql";

    private const int MaxLinks = 128;

    internal static ActivitySource Source { get; } = new(Name);

    /// <summary>Starts the span of one caller's wait for its commit.</summary>
    internal static Activity? StartAppend(WriteWork work, string dbSystem)
    {
        Activity? span = Source.StartActivity("journal append", ActivityKind.Producer);
        if (span is null)
            return null;
        span.SetTag("db.system.name", dbSystem);
        span.SetTag("orchestrator.journal.rows", work.Rows);
        work.Origin = span.Context;
        return span;
    }

    /// <summary>Starts the span of a commit, linked to the callers it serves (128 at most).</summary>
    internal static Activity? StartCommit(IReadOnlyList<WriteWork> batch, string dbSystem)
    {
        if (!Source.HasListeners())
            return null;
        IEnumerable<ActivityLink> links = batch
            .Where(work => work.Origin != default)
            .Take(MaxLinks)
            .Select(work => new ActivityLink(work.Origin));
        Activity? span = Source.StartActivity("journal commit", ActivityKind.Client, parentContext: default, links: links);
        span?.SetTag("db.system.name", dbSystem);
        span?.SetTag("db.operation.batch.size", batch.Count);
        return span;
    }
}
