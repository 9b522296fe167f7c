using Orchestrator.Gateway;
using Orchestrator.Host.Composition;
using Orchestrator.Host.Engine;
using Orchestrator.Host.Readiness;
using Orchestrator.Host.Shutdown;
using Orchestrator.Host.Startup;
using Orchestrator.Host.Telemetry;

namespace Orchestrator.Host;

/// <summary>The whole of it: journal, grains, tables and HTTP in one process, or the part of it that the role says.</summary>
public static class OrchestratorHost
{
    /// <summary>Composes a host, for a process of its own, for a command line and for tests.</summary>
    /// <param name="args">The command line: <c>--urls URL</c>, <c>--data FOLDER</c>, <c>--store CONNECTION</c>, <c>--role ROLE</c>, <c>--gateway-port PORT</c>, <c>--allowed-hosts NAMES</c>, <c>--task-board PATH</c>.</param>
    /// <returns>The host, not started yet.</returns>
    /// <exception cref="StartupException">An option is wrong, or a port is in use; its message says which.</exception>
    public static WebApplication Build(params string[] args) => Build(args, static _ => { });

    /// <summary>Composes a host with parts of the caller's own.</summary>
    /// <param name="args">As for <see cref="Build(string[])"/>.</param>
    /// <param name="configure">Adds or replaces services; called last.</param>
    /// <returns>The host, not started yet.</returns>
    /// <exception cref="StartupException">An option is wrong, or a port is in use; its message says which.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection> configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddHostConfiguration(args);
        OrchestratorHostOptions options = OrchestratorHostOptions.Read(builder.Configuration);
        AccessStart.RefuseWithoutJournal(options);
        TakenPorts.Refuse(options);
        string data = options.OpenDataDirectory();

        builder.Services.AddSingleton(options);
        builder.AddHostLogging();
        builder.AddKestrel(options);
        builder.AddShutdown();
        builder.Services.AddHostedService<TelemetryExport>();
        builder.AddStore(options, data);
        if (options.Role == HostRole.Gateway) builder.AddSiloClient(options);
        else builder.AddSilo(options);
        if (options.Role == HostRole.Silo) builder.AddProbes(options, data);
        else builder.AddFaces(options, data);

        configure(builder.Services);
        WebApplication app = builder.Build();
        if (options.Role == HostRole.Silo) return app.MapProbes();
        app.MapGateway();
        app.MapGrainEngine();
        return app;
    }

    /// <summary>Runs a host until it is told to stop.</summary>
    /// <param name="args">As for <see cref="Build(string[])"/>.</param>
    /// <returns>The process's exit code: 0 after a stop that was asked for, 1 otherwise.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (Usage.IsAskedFor(args)) return Usage.Print();
        if (HealthQuery.IsAskedFor(args)) return await HealthQuery.RunAsync(args);
        WebApplication? app = null;
        try
        {
            app = Build(args);
            await app.StartAsync(CancellationToken.None);
        }
        catch (OperationCanceledException) when (app?.Lifetime.ApplicationStopping.IsCancellationRequested == true)
        {
            await BoundedStop.RunAsync(app, afterFailedStart: true);
            return 0; // told to stop while it started
        }
        catch (Exception error)
        {
            await StartupFailure.ReportAsync(error);
            if (app is not null) await BoundedStop.RunAsync(app, afterFailedStart: true);
            return 1;
        }

        Banner.Print(app);
        using var address = AddressFile.Write(app);
        BackgroundService[] parts = [.. app.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
        await app.Lifetime.ApplicationStopping.WaitAsync();
        await BoundedStop.RunAsync(app, afterFailedStart: false);
        return ExitCode(parts);
    }

    // A part that failed stops the whole host; that was not asked for.
    private static int ExitCode(IEnumerable<BackgroundService> parts) =>
        parts.Any(part => part.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
}
