using System.Diagnostics;
using Npgsql;
using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Postgres;

/// <summary>The server that other tests rely on.</summary>
public sealed class PostgresServerTests
{
    [Fact]
    public async Task A_server_that_crashed_comes_back_at_its_port_with_what_was_committed()
    {
        await using PostgresServer server = await PostgresServer.StartNewAsync();
        string connectionString = await server.CreateDatabaseAsync();
        string database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await server.ExecuteAsync(database, "CREATE TABLE t (n int); INSERT INTO t VALUES (7)");
        int port = server.Port;

        await server.RestartAsync(immediate: true);
        string afterCrash = await server.ExecuteAsync(database, "SELECT n FROM t");
        await server.RestartAsync();
        string afterStop = await server.ExecuteAsync(database, "SELECT n FROM t");

        Assert.Equal(("7", "7", port), (afterCrash.Trim(), afterStop.Trim(), server.Port));
    }

    [Fact]
    public async Task Nothing_of_a_disposed_server_is_left()
    {
        PostgresServer server = await PostgresServer.StartNewAsync(durable: false);
        string folder = (await server.ExecuteAsync("postgres", "SHOW data_directory")).Trim();
        int process = int.Parse((await File.ReadAllLinesAsync(Path.Combine(folder, "postmaster.pid")))[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains(Process.GetProcesses(), running => running.Id == process);

        await server.DisposeAsync();

        Assert.False(Directory.Exists(folder));
        Assert.DoesNotContain(Process.GetProcesses(), running => running.Id == process);
    }
}
