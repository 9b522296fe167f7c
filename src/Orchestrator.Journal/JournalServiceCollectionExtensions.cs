using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orchestrator.Journal;

/// <summary>Registers the journal.</summary>
public static class JournalServiceCollectionExtensions
{
    /// <summary>
    /// Registers the SQLite journal as <see cref="IJournal"/> and <see cref="SqliteJournal"/>, opened and closed by the
    /// host. Calling it again only adds to the options.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; <see cref="JournalOptions.DataDirectory"/> is required.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSqliteJournal(this IServiceCollection services, Action<JournalOptions> configure)
    {
        services.AddMetrics();
        services.AddLogging();
        services.AddOptions<JournalOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JournalOptions>, JournalOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SqliteJournal>();
        services.TryAddSingleton<IJournal>(provider => provider.GetRequiredService<SqliteJournal>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SqliteJournal>(
            provider => provider.GetRequiredService<SqliteJournal>()));
        return services;
    }
}
