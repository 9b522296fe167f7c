using Npgsql;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Postgres;

/// <summary>A host that can't have its store on PostgreSQL says why in one line, without the password, and ends with exit code 1.</summary>
public sealed class StoreRefusalTests : IDisposable
{
    private const string Password = "s3cret-of-the-store";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_host_on_a_store_is_refused_names_the_first_and_that_goes_on()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string store = await server.CreateDatabaseAsync();
        await using HostProcess first = await HostProcess.StartAsync(["orchestrator-host.dll", "--store", store], _folder.Data, Ports.Free());

        string line = await RefusedAsync(store);

        Assert.Contains($"pid {first.Id}'", line, StringComparison.Ordinal);
        Assert.Contains("in use", line, StringComparison.Ordinal);
        var api = new Api(first);
        await api.PostAsync("/messages", new { from = "a", to = "b", content = "still here" });
        Assert.Single((await api.SendAsync(HttpMethod.Get, "/agents/b/inbox")).Items);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using PostgresServer server = await PostgresServer.StartNewAsync(durable: false);
        string rules = (await server.ExecuteAsync("postgres", "SHOW hba_file")).Trim();
        await server.ExecuteAsync("postgres", "CREATE ROLE guarded LOGIN PASSWORD 'another'");
        await server.ExecuteAsync(
            "postgres",
            $"COPY (SELECT rule FROM (VALUES ('host all guarded all scram-sha-256'), ('host all all all trust')) rules (rule)) TO '{rules}'");
        await server.RestartAsync();

        string line = await RefusedAsync(Store(server.ConnectionString("postgres"), parts => parts.Username = "guarded"));

        Assert.Contains("password authentication failed for user \"guarded\"", line, StringComparison.Ordinal);
        Assert.Contains("--store", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_refused_and_named()
    {
        PostgresServer server = await PostgresServer.SharedAsync();

        string line = await RefusedAsync(Store(server.ConnectionString("nowhere"), _ => { }));

        Assert.Contains("database \"nowhere\" does not exist", line, StringComparison.Ordinal);
        Assert.Contains("--store", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_refused_and_named()
    {
        int port = Ports.Free();

        string line = await RefusedAsync($"Host=127.0.0.1;Port={port};Database=d;Username=u;Password={Password}");

        Assert.Contains($"127.0.0.1:{port}", line, StringComparison.Ordinal);
        Assert.Contains("--store", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_refused_and_left_as_it_is()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string store = await server.CreateDatabaseAsync();
        string database = new NpgsqlConnectionStringBuilder(store).Database!;
        await using (HostProcess host = await HostProcess.StartAsync(["orchestrator-host.dll", "--store", store], _folder.Data, Ports.Free()))
            Assert.Equal(0, (await host.TerminateAsync()).ExitCode);
        const string versions = "SELECT version FROM schema_version ORDER BY version";
        await server.ExecuteAsync(
            database, "INSERT INTO schema_version (version, name, applied_at, checksum) VALUES (99, 'newer', now(), 'none')");
        string before = await server.ExecuteAsync(database, versions);

        string line = await RefusedAsync(store);

        Assert.Contains("schema version 99", line, StringComparison.Ordinal);
        Assert.Equal(before, await server.ExecuteAsync(database, versions));
    }

    [Theory]
    [InlineData($"Host=127.0.0.1;Username=u;Password={Password}", "no Database")]
    [InlineData($"Database=d;Username=u;Password={Password}", "no Host")]
    [InlineData($"Host=127.0.0.1;Prot=5432;Database=d;Password={Password}", "can't be read")]
    [InlineData(Password, "can't be read")]
    public async Task Connection_strings_that_make_no_sense_are_refused(string store, string reason)
    {
        string line = await RefusedAsync(store);

        Assert.Contains("--store", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.Contains("Host=127.0.0.1;Database=orchestrator", line, StringComparison.Ordinal); // what would be right
    }

    private static string Store(string store, Action<NpgsqlConnectionStringBuilder> change)
    {
        NpgsqlConnectionStringBuilder parts = new(store) { Password = Password };
        change(parts);
        return parts.ConnectionString;
    }

    private async Task<string> RefusedAsync(string store)
    {
        Ended ended = await ChildProgram.RunAsync(
            "orchestrator-host", "--store", store, "--data", Path.Combine(_folder.FullPath, "second"), "--urls", $"http://127.0.0.1:{Ports.Free()}");
        Assert.True(ended.ExitCode == 1, $"{ended}");
        Assert.Equal(string.Empty, ended.Output);
        Assert.DoesNotContain(Password, ended.Error, StringComparison.Ordinal);
        string line = Assert.Single(ended.ErrorLines);
        Assert.StartsWith("orchestrator can't start: ", line, StringComparison.Ordinal);
        return line;
    }
}
