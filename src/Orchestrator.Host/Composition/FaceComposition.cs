using Orchestrator.Gateway;
using Orchestrator.Gateway.Operations;
using Orchestrator.Host.Engine;
using Orchestrator.Host.Readiness;
using Orchestrator.Host.Sweeps;
using Orchestrator.Host.TaskBoardFiles;
using Orchestrator.Reporting;

namespace Orchestrator.Host.Composition;

/// <summary>What a process answers over HTTP.</summary>
internal static class FaceComposition
{
    /// <summary>Adds the API, the tables it reads, and what works from these tables.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">How the host runs.</param>
    /// <param name="data">The data folder.</param>
    public static void AddFaces(this WebApplicationBuilder builder, OrchestratorHostOptions options, string data)
    {
        IServiceCollection services = builder.Services;
        if (options.Store is not null) services.AddReportingFolderLock();
        services.AddReporting(reporting => reporting.DataDirectory = data);
        services.AddHostedService<DispatchSweep>();
        services.AddHostedService<StallSweep>();
        services.AddHostedService<FileLeaseSweep>();
        services.AddHostedService<CheckpointSweep>();
        services.AddHostedService<BudgetSweep>();
        services.AddJournalProbe(options);
        services.AddSingleton<TaskBoardFileService>();
        services.AddSingleton<ITaskBoardFiles>(provider => provider.GetRequiredService<TaskBoardFileService>());
        services.AddHostedService(provider => provider.GetRequiredService<TaskBoardFileService>());
        services.AddGateway(gateway => Describe(gateway, options, data));
    }

    /// <summary>Adds only what process supervisors ask.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">How the host runs.</param>
    /// <param name="data">The data folder.</param>
    public static void AddProbes(this WebApplicationBuilder builder, OrchestratorHostOptions options, string data)
    {
        builder.Services.AddJournalProbe(options);
        builder.Services.AddProbes(gateway => Describe(gateway, options, data));
    }

    private static void AddJournalProbe(this IServiceCollection services, OrchestratorHostOptions options)
    {
        if (options.Role == HostRole.Gateway) services.AddSingleton<IJournalProbe, JournalReadProbe>();
        else services.AddSingleton<IJournalProbe, JournalWriteProbe>();
    }

    private static void Describe(GatewayOptions gateway, OrchestratorHostOptions options, string data)
    {
        gateway.DataDirectory = data;
        gateway.Engine = GrainEngine.Name;
        gateway.LoopbackOnly = options.Urls.All(url => url.IsLoopback);
        gateway.AllowedHosts = options.AllowedHosts;
        if (options.Store is not null) gateway.LongestGrainWait = GrainEngine.LongestGrainWait;
    }
}
