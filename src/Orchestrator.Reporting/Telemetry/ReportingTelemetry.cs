using System.Diagnostics;
using System.Text.Json;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Reporting.Telemetry;

/// <summary>The names under which this room's traces and metrics are published.</summary>
public static class ReportingTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Orchestrator.Reporting";

    private const int MaxLinks = 128;

    // A trace that is older has been closed and looked at; tables that are built anew pass over a whole journal of them.
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    internal static ActivitySource Source { get; } = new(Name);

    /// <summary>The sampled traces that caused a row, as its metadata has them; none when nobody listens.</summary>
    internal static IReadOnlyList<ActivityContext> Traces(string metadata)
    {
        if (!Source.HasListeners() || !metadata.Contains("raceParent", StringComparison.Ordinal)) return [];
        EventMetadata? known = Read(metadata);
        return known is null ? [] : [.. new[] { known.TraceParent }
            .Concat((known.Later ?? []).Select(later => later.TraceParent))
            .Select(Sampled).OfType<ActivityContext>().Distinct()];
    }

    /// <summary>Starts the span of a batch, linked to the commands of the last 5 minutes that it stands for (128 at most).</summary>
    internal static Activity? StartBatch(IReadOnlyList<JournalRow> rows, long position, DateTimeOffset start)
    {
        if (!Source.HasListeners()) return null;
        IEnumerable<ActivityLink> links = RecentOf(rows, start)
            .SelectMany(row => row.Traces).Distinct().Take(MaxLinks).Select(trace => new ActivityLink(trace));
        Activity? span = Source.StartActivity("project batch", ActivityKind.Consumer, parentContext: default, links: links);
        span?.SetTag("db.system.name", "sqlite");
        span?.SetTag("db.operation.batch.size", rows.Count);
        span?.SetTag("orchestrator.journal.position", position);
        return span;
    }

    /// <summary>Shows, in each trace of the last 5 minutes that a batch stands for, when that command's rows were there to see.</summary>
    internal static void Projected(IReadOnlyList<JournalRow> rows, DateTimeOffset start, DateTimeOffset end)
    {
        if (!Source.HasListeners()) return;
        foreach (JournalRow row in RecentOf(rows, start))
        {
            foreach (ActivityContext trace in row.Traces)
            {
                using Activity? span = Source.StartActivity(
                    $"project {row.Type}", ActivityKind.Consumer, trace, startTime: start);
                span?.SetTag("orchestrator.journal.position", row.Context.Position);
                span?.SetEndTime(end.UtcDateTime);
            }
        }
    }

    private static IEnumerable<JournalRow> RecentOf(IReadOnlyList<JournalRow> rows, DateTimeOffset now) =>
        rows.Where(row => row.Mark.At > now - Recent);

    // Metadata is no event: what can't be read of it costs the trace, not the row.
    private static EventMetadata? Read(string metadata)
    {
        try
        {
            return JsonSerializer.Deserialize<EventMetadata>(metadata, OrchestratorJson.Journal);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ActivityContext? Sampled(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out ActivityContext trace)
        && trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? trace
            : null;
}
