// Appends to the journal in the folder given, or in the PostgreSQL database whose connection string is given, until it is
// killed, and prints every acknowledged row as "grain sequence position", and "-" for one that failed and is tried again. Ends with
// 2 and a message when the folder is in use. A second argument is the size of the write-ahead log in bytes.
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Journal;

const int InUse = 2;
const int Grains = 16;
string store = args[0];

ServiceCollection services = new();
if (store.StartsWith("Host=", StringComparison.Ordinal))
{
    services.AddPostgresJournal(options => options.ConnectionString = store);
}
else
{
    services.AddSqliteJournal(options =>
    {
        options.DataDirectory = store;
        options.WalBytes = args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 1 << 20; // Small, so that the kill also meets checkpoints,
        options.GatherRows = 200; // and half-settled indexes.
        options.BusyTimeout = TimeSpan.FromMilliseconds(200);
    });
}

await using ServiceProvider provider = services.BuildServiceProvider();
IJournal journal = provider.GetRequiredService<IJournal>();
try
{
    foreach (IHostedService service in provider.GetServices<IHostedService>())
        await service.StartAsync(CancellationToken.None);
}
catch (DataDirectoryInUseException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return InUse;
}

await Task.WhenAll(Enumerable.Range(0, Grains).Select(index => Task.Run(() => AppendForEverAsync($"grain-{index}"))));
return 0;

async Task AppendForEverAsync(string grain)
{
    string payload = $"[\"{new string('x', 400)}\"]";
    for (long sequence = 1; ; sequence++)
    {
        JournalAppend append = new(grain, sequence, 1, "appended", payload, "{}", TimeProvider.System.GetUtcNow());
        while (true)
        {
            try
            {
                long position = await journal.AppendAsync(append, CancellationToken.None);
                await Console.Out.WriteLineAsync($"{grain} {sequence} {position}");
                break;
            }
            catch (JournalUnavailableException)
            {
                await Console.Out.WriteLineAsync("-");
            }
            catch (JournalConflictException)
            {
                break; // it failed, and is there all the same
            }
        }
    }
}
