#if ORLEANS
using System.Security.Cryptography;
using Npgsql;
using Orchestrator.Grains.Access;
using Orchestrator.Journal;

namespace Orchestrator.Host.Engine.Cluster.Trust;

/// <summary>
/// Brings the tables of the cluster up to date before anything of Orleans asks for them, and reads the cluster's key, which the
/// first process makes.
/// </summary>
/// <param name="store">The database.</param>
/// <param name="clusterId">The cluster.</param>
/// <param name="signer">Gets the key.</param>
/// <param name="time">The clock.</param>
internal sealed class ClusterSchema(string store, string clusterId, PrincipalSigner signer, TimeProvider time) : IHostedService
{
    private const int KeyBytes = 32;

    // Both statements see one key: of two processes at once the second insert waits for the first and then does nothing.
    private const string MakeKey = "INSERT INTO orleans_cluster_key (cluster_id, key) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    private const string ReadKey = "SELECT key FROM orleans_cluster_key WHERE cluster_id = $1";

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlDataSource database = NpgsqlDataSource.Create(store);
            await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellationToken);
            await new PostgresMigrator(ClusterMigrations.All, time).MigrateAsync(connection, cancellationToken);
            signer.Use(await ReadKeyAsync(connection, cancellationToken));
        }
        catch (NpgsqlException error)
        {
            throw new JournalUnavailableException($"the cluster's tables in PostgreSQL can't be reached: {error.Message}", innerException: error);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<byte[]> ReadKeyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var make = new NpgsqlCommand(MakeKey, connection);
        make.Parameters.Add(new() { Value = clusterId });
        make.Parameters.Add(new() { Value = RandomNumberGenerator.GetBytes(KeyBytes) });
        await make.ExecuteNonQueryAsync(cancellationToken);
        await using var read = new NpgsqlCommand(ReadKey, connection);
        read.Parameters.Add(new() { Value = clusterId });
        return (byte[])(await read.ExecuteScalarAsync(cancellationToken))!;
    }
}
#endif
