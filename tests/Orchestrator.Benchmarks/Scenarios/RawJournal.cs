using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Journal;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>The journal alone: what everything above it cannot beat.</summary>
internal static class RawJournal
{
    public static async IAsyncEnumerable<Result> AppendsAsync(TimeSpan time, string? postgres)
    {
        foreach (int callers in new[] { 1, 256 })
        {
            string folder = Directory.CreateTempSubdirectory("bench-").FullName;
            // A database may be used again: its grains must not meet those of the last run.
            string run = Guid.NewGuid().ToString("N");
            await using (ServiceProvider services = Services(folder, postgres).BuildServiceProvider())
            {
                IHostedService hosted = services.GetServices<IHostedService>().Single();
                await hosted.StartAsync(CancellationToken.None);
                IJournal journal = services.GetRequiredService<IJournal>();
                JsonText payload = $"[\"{new string('x', 1_300)}\"]";
                double rate = await Offered.ClosedAsync(callers, time, async (caller, n) => await journal.AppendAsync(
                    new JournalAppend($"grain/{run}/{caller}", n + 1, 1, "benchmark", payload, "{}", DateTimeOffset.UnixEpoch), CancellationToken.None));
                await hosted.StopAsync(CancellationToken.None);
                yield return new($"journal alone, rows of 1.3 KB, {callers} callers", $"{rate:N0} rows/s", "the limit", null);
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static IServiceCollection Services(string folder, string? postgres) => postgres is null
        ? new ServiceCollection().AddSqliteJournal(options => options.DataDirectory = folder)
        : new ServiceCollection().AddPostgresJournal(options => options.ConnectionString = postgres);
}
