using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Contracts.Agents;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Host.Liveness;
using Orchestrator.Journal;

namespace Orchestrator.Gateway.Tests.Cluster;

public sealed class ServicePeriodTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly TestLocks _locks = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("service-").FullName;
    private ServiceProvider _services = null!;
    private SharedJournal _journal = null!;

    public async Task InitializeAsync()
    {
        _services = new ServiceCollection().AddSqliteJournal(options => options.DataDirectory = _folder).BuildServiceProvider();
        SqliteJournal journal = _services.GetRequiredService<SqliteJournal>();
        await journal.OpenAsync(CancellationToken.None);
        _journal = new(journal);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Service_begins_once_however_many_processes_come_and_go_and_anew_when_there_was_none()
    {
        ServicePeriod one = await StartAsync();
        await BegunAsync(1);
        ServicePeriod other = await StartAsync();
        await PassAsync(20);
        await StopAsync(one);
        await PassAsync(20); // the other has the lock now
        ServicePeriod third = await StartAsync();
        await PassAsync(20);
        await StopAsync(other);
        await PassAsync(20);
        Assert.Single(await RowsAsync());

        await StopAsync(third);
        _time.Advance(TimeSpan.FromMinutes(10));
        DateTimeOffset restarted = _time.GetUtcNow();
        ServicePeriod again = await StartAsync();
        await BegunAsync(2);

        Assert.Equal(restarted, (await RowsAsync())[1].At);
        await StopAsync(again);
    }

    private static async Task StopAsync(ServicePeriod process)
    {
        await process.StopAsync(CancellationToken.None);
        process.Dispose();
    }

    private async Task<ServicePeriod> StartAsync()
    {
        var process = new ServicePeriod(_journal, _locks, _services, _time, NullLogger<ServicePeriod>.Instance);
        await process.StartAsync(CancellationToken.None);
        return process;
    }

    private Task BegunAsync(int times) => Eventually.TrueAsync(async () =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return (await RowsAsync()).Count == times;
    });

    private async Task PassAsync(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await RowsAsync(); // what was woken runs meanwhile
            await Task.Yield();
        }
    }

    private async Task<IReadOnlyList<JournalEntry>> RowsAsync() =>
        await _journal.ReadGrainAsync(ServiceBegan.Grain, 1, 100, CancellationToken.None);

    /// <summary>A journal as one is to whom others write too.</summary>
    private sealed class SharedJournal(IJournal inner) : IJournal
    {
        public long LastPosition => inner.LastPosition;

        public bool IsShared => true;

        public ValueTask<long> GetLastPositionAsync(CancellationToken cancellationToken) => inner.GetLastPositionAsync(cancellationToken);

        public ValueTask<long> GetRemovedPositionAsync(CancellationToken cancellationToken) => inner.GetRemovedPositionAsync(cancellationToken);

        public ValueTask<long> AppendAsync(JournalAppend append, CancellationToken cancellationToken) => inner.AppendAsync(append, cancellationToken);

        public ValueTask<IReadOnlyList<long>> AppendAsync(IReadOnlyList<JournalAppend> together, CancellationToken cancellationToken) =>
            inner.AppendAsync(together, cancellationToken);

        public ValueTask<IReadOnlyList<JournalEntry>> ReadGrainAsync(string grain, long fromSequence, int maxRows, CancellationToken cancellationToken) =>
            inner.ReadGrainAsync(grain, fromSequence, maxRows, cancellationToken);

        public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken) =>
            inner.ReadAsync(afterPosition, maxRows, maxBytes, cancellationToken);

        public ValueTask WaitForAppendAsync(long afterPosition, CancellationToken cancellationToken) =>
            inner.WaitForAppendAsync(afterPosition, cancellationToken);
    }
}
