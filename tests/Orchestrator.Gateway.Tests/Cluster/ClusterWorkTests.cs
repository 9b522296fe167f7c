using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Host.Sweeps;

namespace Orchestrator.Gateway.Tests.Cluster;

public sealed class ClusterWorkTests
{
    private readonly ManualTime _time = new();
    private readonly TestLocks _locks = new();
    private int _working;
    private int _begun;

    [Fact]
    public async Task One_of_several_processes_does_the_work_and_another_takes_over_within_seconds()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        Task one = HoldAsync(first.Token);
        Task other = HoldAsync(second.Token);
        await Eventually.TrueAsync(() => Task.FromResult(_begun == 1));
        for (int i = 0; i < 10; i++) _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((1, 1), (_begun, _working));

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        await PassAsync(() => _begun == 2);

        Assert.Equal(1, _working);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
    }

    [Fact]
    public async Task Holder_whose_lock_is_lost_stops_at_once_and_begins_anew_when_it_has_it_again()
    {
        using var stop = new CancellationTokenSource();
        Task one = HoldAsync(stop.Token);
        await Eventually.TrueAsync(() => Task.FromResult(_begun == 1));
        _locks.Lose("work");

        await PassAsync(() => _begun == 2);

        Assert.Equal(1, _working);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.Equal(0, _working);
    }

    private Task HoldAsync(CancellationToken stop) => _locks.HoldAsync("work", WorkAsync, _time, NullLogger.Instance, stop);

    private async Task WorkAsync(CancellationToken held)
    {
        Interlocked.Increment(ref _begun);
        Interlocked.Increment(ref _working);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, held);
        }
        finally
        {
            Interlocked.Decrement(ref _working);
        }
    }

    private Task PassAsync(Func<bool> condition) => Eventually.TrueAsync(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return Task.FromResult(condition());
    });
}
