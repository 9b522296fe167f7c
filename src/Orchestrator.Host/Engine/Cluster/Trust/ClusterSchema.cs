#if ORLEANS
using System.Security.Cryptography;
using Npgsql;
using Orchestrator.Grains.Access;
using Orchestrator.Host.Startup;
using Orchestrator.Journal;

namespace Orchestrator.Host.Engine.Cluster.Trust;

/// <summary>
/// Brings the tables of the cluster up to date before anything of Orleans asks for them, and reads the cluster's key, which the
/// first process makes.
/// </summary>
/// <param name="connectionString">The database, with the cluster's schema.</param>
/// <param name="clusterId">The cluster.</param>
/// <param name="signer">Gets the key.</param>
/// <param name="time">The clock.</param>
internal sealed class ClusterSchema(string connectionString, string clusterId, PrincipalSigner signer, TimeProvider time) : IHostedService
{
    private const int KeyBytes = 32;

    private const string MakeSchema = $"CREATE SCHEMA IF NOT EXISTS {ClusterStore.Schema}";

    // Both statements see one key: of two processes at once the second insert waits for the first and then does nothing.
    private const string MakeKey = "INSERT INTO cluster_key (cluster_id, key) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    private const string ReadKey = "SELECT key FROM cluster_key WHERE cluster_id = $1";

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            await MakeSchemaAsync(connection, cancellationToken);
            await new PostgresMigrator(ClusterMigrations.All, time).MigrateAsync(connection, cancellationToken);
            signer.Use(await ReadKeyAsync(connection, cancellationToken));
        }
        catch (NpgsqlException error)
        {
            throw new StartupException($"the cluster's tables in PostgreSQL can't be reached: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task MakeSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var make = new NpgsqlCommand(MakeSchema, connection);
            await make.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateSchema)
        {
            // Another process made it at the same time.
        }
    }

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
