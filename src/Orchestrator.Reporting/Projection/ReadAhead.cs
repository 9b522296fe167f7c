using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Reporting.Projection;

/// <summary>
/// Reads and decodes the journal's tail on a task of its own, one batch ahead. A batch is what is there: one row
/// when the journal is quiet, thousands when the tables are far behind.
/// </summary>
internal sealed class ReadAhead(
    IJournal journal, ProjectionPace pace, ProjectionProgress progress, IOptions<ReportingOptions> options, TimeProvider timeProvider)
{
    private const int BatchesAhead = 1;

    /// <summary>Reads on from a position until it is cancelled.</summary>
    public async IAsyncEnumerable<RowBatch> ReadAsync(
        long position, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<RowBatch> batches = Channel.CreateBounded<RowBatch>(
            new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        Task reading = Task.Run(() => ReadIntoAsync(batches.Writer, position, stop.Token), CancellationToken.None);
        try
        {
            await foreach (RowBatch batch in batches.Reader.ReadAllAsync(cancellationToken)) yield return batch;
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    // Never throws: how it ended goes through the channel.
    private async Task ReadIntoAsync(ChannelWriter<RowBatch> batches, long position, CancellationToken cancellationToken)
    {
        try
        {
            ReportingOptions settings = options.Value;
            long lastRead = 0;
            bool isBehind = false;
            while (true)
            {
                await journal.WaitForAppendAsync(position, cancellationToken);
                if (lastRead != 0 && !isBehind) await GatherAsync(timeProvider.GetElapsedTime(lastRead), cancellationToken);
                lastRead = timeProvider.GetTimestamp();
                IReadOnlyList<JournalEntry> entries =
                    await journal.ReadAsync(position, settings.BatchRows, settings.BatchBytes, cancellationToken);
                if (entries.Count == 0) continue;
                isBehind = IsFull(entries, settings);
                entries = await WithRestOfTransactionAsync(entries, cancellationToken);
                RowBatch batch = await pace.RunAsync(entries[0].At, () => RowDecoder.Decode(entries, cancellationToken));
                await batches.WriteAsync(batch, cancellationToken);
                position = entries[^1].Position;
            }
        }
        catch (Exception e)
        {
            batches.TryComplete(e);
        }
    }

    private static bool IsFull(IReadOnlyList<JournalEntry> entries, ReportingOptions settings) =>
        entries.Count >= settings.BatchRows || entries.Sum(entry => (long)entry.Payload.Length + entry.Metadata.Length) >= settings.BatchBytes / 2;

    // What became true together becomes visible together.
    private async ValueTask<IReadOnlyList<JournalEntry>> WithRestOfTransactionAsync(
        IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        JournalEntry last = entries[^1];
        if (!last.Metadata.Contains("\"transaction\"", StringComparison.Ordinal)) return entries;
        return JsonSerializer.Deserialize<EventMetadata>(last.Metadata, OrchestratorJson.Journal)?.Transaction is { } part
            && part.Rows - part.Index - 1 is > 0 and int rest
                ? [.. entries, .. await journal.ReadAsync(last.Position, rest, long.MaxValue, cancellationToken)]
                : entries;
    }

    // A transaction for every few rows would take the processor from those who write them. So when rows come in quick
    // succession, some are gathered first, unless someone waits to see one.
    private async Task GatherAsync(TimeSpan sinceLastRead, CancellationToken cancellationToken)
    {
        TimeSpan remaining = pace.Spacing - sinceLastRead;
        if (remaining <= TimeSpan.Zero) return;
        await progress.WhenAwaited().WaitAsync(remaining, timeProvider, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
