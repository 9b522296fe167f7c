using Orchestrator.Journal.Locks;

namespace Orchestrator.Journal.Tests.Locks;

/// <summary>What the cluster's locks do, whatever keeps them.</summary>
public abstract class ClusterLockContract
{
    [Fact]
    public async Task A_lock_is_held_once_until_it_is_given_back()
    {
        IClusterLock locks = await OpenAsync();
        IClusterLease? first = await TakeAsync(locks, "sweep");
        Assert.NotNull(first);
        Assert.Null(await TakeAsync(locks, "sweep"));

        await first.DisposeAsync();
        await first.DisposeAsync();

        await using IClusterLease? next = await TakeAsync(locks, "sweep");
        Assert.NotNull(next);
        await first.DisposeAsync();
        Assert.Null(await TakeAsync(locks, "sweep"));
        Assert.False(next.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Locks_of_other_names_are_apart()
    {
        IClusterLock locks = await OpenAsync();
        await using IClusterLease? one = await TakeAsync(locks, "one");
        await using IClusterLease? two = await TakeAsync(locks, "two");

        Assert.NotNull(one);
        Assert.NotNull(two);
    }

    [Fact]
    public async Task Of_many_that_try_at_once_one_gets_it()
    {
        IClusterLock locks = await OpenAsync();
        IClusterLease?[] leases = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TakeAsync(locks, "sweep")));

        await using IClusterLease? only = Assert.Single(leases, lease => lease is not null);
    }

    protected abstract Task<IClusterLock> OpenAsync();

    private protected static Task<IClusterLease?> TakeAsync(IClusterLock locks, string name) =>
        locks.TryAcquireAsync(name, CancellationToken.None).SoonAsync();
}
