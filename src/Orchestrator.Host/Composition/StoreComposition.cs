using Orchestrator.Grains.Serialization;
using Orchestrator.Host.Engine;
using Orchestrator.Host.Liveness;
using Orchestrator.Journal;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Host.Composition;

/// <summary>Where a process keeps what must last.</summary>
internal static class StoreComposition
{
    /// <summary>Adds the journal, and snapshots and reminders where the engine does not bring its own.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">Which store.</param>
    /// <param name="data">The data folder.</param>
    public static void AddStore(this WebApplicationBuilder builder, OrchestratorHostOptions options, string data)
    {
        IServiceCollection services = builder.Services;
        services.AddJournalStore(data, options.Store, isSingleProcess: !GrainEngine.IsCluster);
        if (options.Store is null)
        {
            services.AddSqliteGrainStorage(storage => storage.Serializer = GrainStateJson.Options);
            services.AddSqliteReminders();
        }
        else if (!GrainEngine.IsCluster)
        {
            services.AddPostgresGrainStorage(storage => storage.Serializer = GrainStateJson.Options);
            services.AddPostgresReminders();
        }

        services.AddHostedService<ServicePeriod>();
        if (options.Store is null) services.AddCheckpointFiles();
        else services.AddPostgresCheckpoints();
        services.AddOptions<CheckpointOptions>().BindConfiguration(CheckpointOptions.Section);
    }
}
