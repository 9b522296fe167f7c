using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Host.Sweeps;
using Orchestrator.Journal;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Gateway.Tests.Checkpoints;

public sealed class UnneededSnapshotsTests : IDisposable
{
    private readonly SetTime _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("unneeded-").FullName;
    private readonly ServiceProvider _services;
    private readonly ICheckpointStore _store;
    private readonly UnneededSnapshots _unneeded;

    public UnneededSnapshotsTests()
    {
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_time)
            .Configure<JournalOptions>(options => options.DataDirectory = _folder)
            .AddCheckpointFiles()
            .BuildServiceProvider();
        _store = _services.GetRequiredService<ICheckpointStore>();
        _unneeded = new UnneededSnapshots(_store, _time);
    }

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // The crash laboratory's seed 5232: the checkpoint of it was committed a moment later.
    [Fact]
    public async Task A_snapshot_that_was_just_stored_stays_while_the_clock_is_set_ahead_by_hours()
    {
        CheckpointBlob blob = await SaveAsync("1");
        _time.Set(TimeSpan.FromHours(3));

        Assert.Equal(0, await DeleteAsync());
        _time.Set(TimeSpan.FromHours(3));
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await DeleteAsync());

        await _store.VerifyAsync(blob, CancellationToken.None);
    }

    [Fact]
    public async Task What_nobody_needed_for_an_hour_is_deleted_and_what_is_needed_stays()
    {
        CheckpointBlob unneeded = await SaveAsync("1"), needed = await SaveAsync("2");
        Assert.Equal(0, await DeleteAsync(needed));
        _time.Advance(TimeSpan.FromHours(1));
        _time.Set(TimeSpan.FromHours(-5));

        Assert.Equal(1, await DeleteAsync(needed));

        await _store.VerifyAsync(needed, CancellationToken.None);
        await Assert.ThrowsAsync<ConflictException>(() => _store.VerifyAsync(unneeded, CancellationToken.None));
    }

    [Fact]
    public async Task The_hour_begins_anew_when_an_equal_one_is_stored_and_when_it_was_needed_in_between()
    {
        CheckpointBlob again = await SaveAsync("1"), needed = await SaveAsync("2");
        await DeleteAsync();
        _time.Advance(TimeSpan.FromMinutes(50));
        await SaveAsync("1");
        await DeleteAsync(needed);
        _time.Advance(TimeSpan.FromMinutes(50));

        Assert.Equal(0, await DeleteAsync());

        await _store.VerifyAsync(again, CancellationToken.None);
        await _store.VerifyAsync(needed, CancellationToken.None);
    }

    private Task<int> DeleteAsync(params CheckpointBlob[] needed) =>
        _unneeded.DeleteAsync(needed.Select(blob => blob.Name).ToHashSet(StringComparer.Ordinal), CancellationToken.None);

    private async Task<CheckpointBlob> SaveAsync(string snapshot)
    {
        await using ISnapshotWriter writer = _store.Begin();
        await writer.WriteAsync(Encoding.UTF8.GetBytes(snapshot), CancellationToken.None);
        await writer.FinishAsync(CancellationToken.None);
        return await writer.StoreAsync(CancellationToken.None);
    }

    /// <summary>Time that goes on when told, and a clock that can be set beside it.</summary>
    private sealed class SetTime : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddYears(56);
        private TimeSpan _elapsed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _elapsed.Ticks;

        public void Set(TimeSpan ahead) => _now += ahead;

        public void Advance(TimeSpan time)
        {
            _elapsed += time;
            _now += time;
        }
    }
}
