using System.Data.Common;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orchestrator.Crash.Lab.Checks;
using Orchestrator.Crash.Lab.Network;
using Orchestrator.Journal;

namespace Orchestrator.Crash.Lab.Stores;

/// <summary>The journal in a database of its own, which the host reaches through a relay and the checks directly.</summary>
internal sealed class PostgresRoundStore : IRoundStore
{
    private readonly PostgresServer _server;
    private readonly NpgsqlConnectionStringBuilder _direct;

    private PostgresRoundStore(PostgresServer server, NpgsqlConnectionStringBuilder direct)
    {
        (_server, _direct) = (server, direct);
        Network = new Relay(new DnsEndPoint(direct.Host!, direct.Port), TimeProvider.System);
        NpgsqlConnectionStringBuilder relayed = new(direct.ConnectionString) { Host = "127.0.0.1", Port = Network.Port, Pooling = true };
        HostEnvironment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Orchestrator__Store"] = relayed.ConnectionString };
    }

    public IReadOnlyList<string> HostArguments => [];

    public IReadOnlyDictionary<string, string> HostEnvironment { get; }

    public Relay Network { get; }

    /// <summary>Makes the database, and a network to it that is whole.</summary>
    public static async Task<PostgresRoundStore> CreateAsync(PostgresServer server, int seed, CancellationToken stop) =>
        new(server, await server.CreateDatabaseAsync(seed, stop));

    public DbConnection Open()
    {
        var connection = new NpgsqlConnection(_direct.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Positions and the fence have unique indexes: an index that had lost an entry would let a second row in.</summary>
    public void Check(Findings findings)
    {
        using DbConnection connection = Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off;
            SELECT 'position ' || position FROM journal GROUP BY position HAVING count(*) > 1
            UNION ALL SELECT grain || ' at ' || sequence FROM journal GROUP BY grain, sequence HAVING count(*) > 1
            """;
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read()) findings.Add("files", $"the journal has {reader.GetString(0)} twice");
    }

    public void AddJournal(IServiceCollection services) => services.AddPostgresJournal(journal => journal.ConnectionString = _direct.ConnectionString);

    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        await _server.DropDatabaseAsync(_direct.Database!);
    }
}
