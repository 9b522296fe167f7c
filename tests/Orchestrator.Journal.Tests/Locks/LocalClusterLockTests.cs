using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Journal.Locks;

namespace Orchestrator.Journal.Tests.Locks;

public sealed class LocalClusterLockTests : ClusterLockContract
{
    [Fact]
    public async Task Silos_that_share_a_journal_share_its_locks()
    {
        using TemporaryFolder folder = new();
        await using SqliteNode node = await SqliteNode.OpenAsync(folder.FullPath);
        ServiceCollection services = new();
        services.AddSqliteJournal(node.Journal);
        await using ServiceProvider otherSilo = services.BuildServiceProvider();

        IClusterLease? first = await TakeAsync(node.Services.GetRequiredService<IClusterLock>(), "sweep");

        Assert.NotNull(first);
        Assert.Null(await TakeAsync(otherSilo.GetRequiredService<IClusterLock>(), "sweep"));
    }

    protected override Task<IClusterLock> OpenAsync() => Task.FromResult<IClusterLock>(new LocalClusterLock());
}
