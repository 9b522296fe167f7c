using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Journal;
using Orchestrator.Streams;

namespace Orchestrator.Gateway.Journal;

/// <summary>The journal over HTTP.</summary>
internal static class JournalEndpoints
{
    private const long MaxBytes = 4 * 1024 * 1024;

    private static readonly QueryParameter<long> After =
        Parameters.Position("after", "Only what stands after this position; 0, the default, is the start.");

    private static readonly QueryParameter<int> Limit = Parameters.Integer(
        "limit", "How many commits at most; each holds one or more events. Fewer when they are large.", 1, 1_000, 100);

    /// <summary>Maps the endpoint.</summary>
    public static void MapJournal(this IEndpointRouteBuilder api) =>
        api.MapGet("/journal", Read).WithTags("journal").IsRead("readJournal", "Reads the journal in order", After, Limit);

    private static async Task<Answer<JournalPage>> Read(
        HttpRequest request, IJournal journal, CancellationToken cancellationToken)
    {
        long after = After.Read(request);
        IReadOnlyList<JournalEntry> rows = await journal.ReadAsync(after, Limit.Read(request), MaxBytes, cancellationToken);
        long next = rows.Count == 0 ? after : rows[^1].Position;
        long last = await journal.GetCurrentPositionAsync(cancellationToken);
        return new(new JournalPage([.. rows.SelectMany(EventDecoder.Decode)], next, last));
    }
}
