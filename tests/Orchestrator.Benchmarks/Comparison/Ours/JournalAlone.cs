using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Journal;

namespace Orchestrator.Benchmarks.Comparison.Ours;

/// <summary>The journal without grains above it: appends of rows as long as a message's.</summary>
internal sealed class JournalAlone : IQueueSystem
{
    private static readonly JsonText Payload = $"[\"{new string('x', 1_300)}\"]";

    private readonly string _folder = Directory.CreateTempSubdirectory("bench-journal-").FullName;
    private readonly long[] _sequences = new long[Workload.Producers];
    private readonly ServiceProvider _services;
    private readonly IHostedService _hosted;
    private readonly IJournal _journal;

    private JournalAlone()
    {
        _services = new ServiceCollection().AddSqliteJournal(options => options.DataDirectory = _folder).BuildServiceProvider();
        _hosted = _services.GetServices<IHostedService>().Single();
        _journal = _services.GetRequiredService<IJournal>();
    }

    public static Contender Contender { get; } = new(
        "journal",
        "our journal alone, the limit",
        "WAL, synchronous=FULL: synced before the answer",
        "in process, rows of 1.3 KB, group commit",
        StartAsync)
    {
        Receives = false,
    };

    // Offered at a rate, calls of one producer may overlap: the number of the row is taken before the append.
    public async Task SendAsync(int producer, int number) => await _journal.AppendAsync(
        new JournalAppend($"grain/{producer}", Interlocked.Increment(ref _sequences[producer]), 1, "benchmark", Payload, "{}", DateTimeOffset.UnixEpoch),
        CancellationToken.None);

    public Task ReceiveAsync(int queue, Action<int> acknowledged, CancellationToken stopping) =>
        throw new NotSupportedException("The journal has no receivers.");

    public async ValueTask DisposeAsync()
    {
        await _hosted.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<IQueueSystem> StartAsync(CancellationToken cancellationToken)
    {
        var system = new JournalAlone();
        await system._hosted.StartAsync(cancellationToken);
        return system;
    }
}
