using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Gateway.Batches;

/// <summary>Carries out the commands of a batch, each for itself, many at a time: the journal writes them together.</summary>
internal sealed class Batch
{
    private const int AtOnce = 512;

    private readonly string? _key = CallContext.IdempotencyKey;
    private readonly BatchResult[] _results;
    private long _position;

    private Batch(int count) => _results = new BatchResult[count];

    /// <summary>Carries out a batch.</summary>
    /// <param name="count">How many commands it has.</param>
    /// <param name="lineOf">Which commands keep their order: those with the same text here; null for a command that is by itself.</param>
    /// <param name="idOf">The id that the caller gave.</param>
    /// <param name="command">Carries one out; answers the id of what was made, and the position.</param>
    /// <param name="cancellationToken">Begins no more of them.</param>
    public static async Task<Committed<BatchAnswer>> RunAsync(
        int count,
        Func<int, string?> lineOf,
        Func<int, string?> idOf,
        Func<int, Task<(string Id, long Position)>> command,
        CancellationToken cancellationToken)
    {
        var batch = new Batch(count);
        IEnumerable<int[]> lines = Enumerable.Range(0, count)
            .GroupBy(i => lineOf(i) ?? i.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal)
            .Select(line => line.ToArray());
        await Parallel.ForEachAsync(
            lines,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (line, _) =>
            {
                foreach (int i in line) await batch.OneAsync(i, idOf(i), command);
            });
        int inserted = batch._results.Count(result => result.Status == BatchStatus.Inserted);
        return new(new(inserted, count - inserted, batch._results), batch._position);
    }

    private async Task OneAsync(int index, string? id, Func<int, Task<(string Id, long Position)>> command)
    {
        try
        {
            // Each command has a key of its own, so that the batch may be sent again as a whole.
            if (_key is not null) CallContext.IdempotencyKey = KeyOf(_key, index);
            (string made, long position) = await command(index);
            _results[index] = new(BatchStatus.Inserted, made);
            InterlockedMax(position);
        }
        catch (OrchestratorException error)
        {
            _results[index] = new(BatchStatus.Failed, id, error.Code, (error as ValidationException)?.Field, error.Message);
        }
    }

    private static string KeyOf(string key, int index) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key}\n{index}"))).AsSpan(0, 20));

    private void InterlockedMax(long position)
    {
        long known;
        do known = Interlocked.Read(ref _position);
        while (position > known && Interlocked.CompareExchange(ref _position, position, known) != known);
    }
}
