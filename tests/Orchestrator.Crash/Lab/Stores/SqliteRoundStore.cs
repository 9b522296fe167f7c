using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Crash.Lab.Checks;
using Orchestrator.Crash.Lab.Network;
using Orchestrator.Journal;

namespace Orchestrator.Crash.Lab.Stores;

/// <summary>The journal in the data folder.</summary>
internal sealed class SqliteRoundStore(RoundPlan plan, string data) : IRoundStore
{
    public IReadOnlyList<string> HostArguments { get; } = [$"--Journal:WalBytes={plan.WalBytes}", $"--Journal:GatherRows={plan.GatherRows}"];

    public IReadOnlyDictionary<string, string> HostEnvironment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public Relay? Network => null;

    public DbConnection Open() => Sqlite.OpenToRead(Path.Combine(data, "journal.db"));

    public void Check(Findings findings)
    {
        using SqliteConnection journal = Sqlite.OpenToRead(Path.Combine(data, "journal.db"));
        FileCheck.CheckJournal(journal, findings);
    }

    public void AddJournal(IServiceCollection services) =>
        services.AddSqliteJournal(journal => (journal.DataDirectory, journal.WalBytes) = (data, 1 << 20));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
