using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Agents;
using Orchestrator.Journal;
using Orchestrator.Reporting.Access;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Aggregates;
using Orchestrator.Reporting.Budgets;
using Orchestrator.Reporting.Checkpoints;
using Orchestrator.Reporting.Conversations;
using Orchestrator.Reporting.Departments;
using Orchestrator.Reporting.Files;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Search;
using Orchestrator.Reporting.Sessions;
using Orchestrator.Reporting.Store;
using Orchestrator.Reporting.Tasks;
using Orchestrator.Reporting.Telemetry;

namespace Orchestrator.Reporting;

/// <summary>Registers the reporting room.</summary>
public static class ReportingServiceCollectionExtensions
{
    /// <summary>
    /// Keeps the data folder for this process alone, for a host whose journal is not in it: a second process on the folder does not
    /// start. Needs <see cref="AddReporting"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddReportingFolderLock(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ReportingFolderLock>());
        return services;
    }

    /// <summary>
    /// Adds the projector, which keeps the tables, and the queries that read them. Needs an <see cref="IJournal"/>;
    /// <see cref="LivenessLimits"/> that are there already are used.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options; the data folder is required.</param>
    public static IServiceCollection AddReporting(this IServiceCollection services, Action<ReportingOptions> configure)
    {
        services.AddOptions<ReportingOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ReportingOptions>, ReportingOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ReportingDatabase>();
        services.TryAddSingleton<ReportingReader>();
        services.TryAddSingleton(s => new ProjectionProgress(
            s.GetService<IJournal>() ?? throw new InvalidOperationException(
                "Reporting needs a journal: add one with AddSqliteJournal before AddReporting."),
            s.GetRequiredService<TimeProvider>()));
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton<ReportingMetrics>();
        services.TryAddSingleton<ProjectionFile>();
        services.TryAddSingleton<ProjectionPace>();
        services.TryAddSingleton<ReadAhead>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, Projector>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ReaderShutdown>()); // the later stop first
        services.TryAddSingleton(s => new AggregateQueries(s.GetRequiredService<ReportingReader>()));
        services.TryAddSingleton(s => new SessionQueries(s.GetRequiredService<ReportingReader>()));
        services.TryAddSingleton(new LivenessLimits());
        services.TryAddSingleton<LivenessClock>();
        services.TryAddSingleton(s => new AgentQueries(
            s.GetRequiredService<ReportingReader>(), s.GetRequiredService<LivenessClock>()));
        services.TryAddSingleton(s => new StallQueries(
            s.GetRequiredService<ReportingReader>(), s.GetRequiredService<LivenessClock>()));
        services.TryAddSingleton(s => new ConversationQueries(s.GetRequiredService<ReportingReader>()));
        services.TryAddSingleton(s => new MessageQueries(s.GetRequiredService<ReportingReader>()));
        services.TryAddSingleton(s => new MailboxQueries(
            s.GetRequiredService<ReportingReader>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new DepartmentQueries(s.GetRequiredService<ReportingReader>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new TaskQueries(s.GetRequiredService<ReportingReader>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new FileLeaseQueries(s.GetRequiredService<ReportingReader>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new CheckpointQueries(
            s.GetRequiredService<ReportingReader>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new UsageQueries(s.GetRequiredService<ReportingReader>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new BudgetQueries(s.GetRequiredService<ReportingReader>()));
        services.TryAddSingleton(s => new AccessQueries(s.GetRequiredService<ReportingReader>()));
        services.TryAddSingleton(s => new DispatchQueries(s.GetRequiredService<ReportingReader>()));
        services.TryAddSingleton(s => new SearchQueries(s.GetRequiredService<ReportingReader>()));
        return services;
    }
}
