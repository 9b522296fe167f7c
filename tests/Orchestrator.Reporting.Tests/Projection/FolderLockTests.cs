using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Journal;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Projection;

/// <summary>A folder of tables is one process's, also where the journal is not in it.</summary>
public sealed class FolderLockTests
{
    [Fact]
    public async Task Second_process_on_the_folder_does_not_start_until_the_first_has_stopped()
    {
        using TempFolder folder = new();
        await using ServiceProvider first = Host(folder.Path);
        await Lock(first).StartingAsync(CancellationToken.None);
        await Lock(first).StartAsync(CancellationToken.None); // as a host does, after it
        await using ServiceProvider second = Host(folder.Path);

        DataDirectoryInUseException error = await Assert.ThrowsAsync<DataDirectoryInUseException>(
            () => Lock(second).StartingAsync(CancellationToken.None));

        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        await Lock(first).StoppedAsync(CancellationToken.None);
        await Lock(second).StartingAsync(CancellationToken.None);
    }

    private static IHostedLifecycleService Lock(ServiceProvider host) =>
        host.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Single();

    private static ServiceProvider Host(string folder) => new ServiceCollection()
        .AddSingleton<IJournal>(new MemoryJournal(1 << 12))
        .AddReporting(options => options.DataDirectory = folder)
        .AddReportingFolderLock()
        .BuildServiceProvider();
}
