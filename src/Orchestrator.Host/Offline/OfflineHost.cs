using Microsoft.AspNetCore.Hosting.Server;
using Orchestrator.Host.Liveness;
using Orchestrator.Host.Shutdown;
using Orchestrator.Host.Startup;
using Orchestrator.Host.Sweeps;
using Orchestrator.Host.TaskBoardFiles;
using Orchestrator.Host.Telemetry;
using Orchestrator.Journal;

namespace Orchestrator.Host.Offline;

/// <summary>
/// A host that serves nobody: journal, grains and tables on a data folder that no host runs on, for commands that must work before
/// one does. It holds the folder's lock meanwhile.
/// </summary>
public static class OfflineHost
{
    /// <summary>Does something with the services of such a host.</summary>
    /// <param name="place">The data folder, created when missing, and the store.</param>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DataDirectoryInUseException">A host runs on the folder.</exception>
    /// <exception cref="JournalInUseException">A host that shares with nobody runs on the store.</exception>
    /// <exception cref="StartupException">The folder can't be used.</exception>
    public static async Task RunAsync(
        OfflinePlace place, Func<IServiceProvider, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(work);
        string[] store = place.Store is { } connection ? ["--store", connection] : [];
        await using WebApplication app = OrchestratorHost.Build(["--data", place.Data, .. store, "--urls", "http://127.0.0.1:0"], Strip);
        bool started = false;
        try
        {
            await app.StartAsync(cancellationToken);
            started = true;
            await work(app.Services, cancellationToken);
        }
        finally
        {
            await BoundedStop.RunAsync(app, afterFailedStart: !started);
        }
    }

    // No port, no work of its own: what is overdue is the next host's.
    private static void Strip(IServiceCollection services)
    {
        ServiceDescriptor[] busy =
        [
            .. services.Where(service => service.ServiceType == typeof(IHostedService)
                && (service.ImplementationType?.IsAssignableTo(typeof(Sweep)) == true
                    || service.ImplementationType == typeof(TelemetryExport)
                || service.ImplementationType == typeof(ServicePeriod)
                    || service.ImplementationFactory?.Method.ReturnType == typeof(TaskBoardFileService))),
        ];
        foreach (ServiceDescriptor service in busy) services.Remove(service);
        services.AddSingleton<IServer, NoServer>();
        services.AddLogging(logging => logging.AddFilter("Orchestrator", LogLevel.Warning));
    }
}
