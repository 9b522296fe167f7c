using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Orchestrator.Journal;

/// <summary>Migrations on PostgreSQL.</summary>
internal sealed class PostgresMigrationDialect : MigrationDialect
{
    public override string CreateVersionTable =>
        """
        CREATE TABLE IF NOT EXISTS schema_version (
            version    integer PRIMARY KEY,
            name       text NOT NULL,
            applied_at timestamptz NOT NULL,
            checksum   text NOT NULL
        )
        """;

    public override string CountVersionTables => "SELECT count(to_regclass('schema_version'))";

    // An index over a large journal takes as long as it takes.
    public override int? CommandTimeout => 0;

    public override string NameOf(DbConnection connection)
    {
        NpgsqlConnection database = (NpgsqlConnection)connection;
        return $"{database.Database} on {database.Host}:{database.Port.ToString(CultureInfo.InvariantCulture)}";
    }

    public override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(cancellationToken);

    public override object ToStored(DateTimeOffset time) => time.ToUniversalTime();

    public override DateTimeOffset ReadTime(DbDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);

    // What the server says of itself when it goes or is full may be over in a moment: that is no fault of the migration.
    public override bool IsRefusal(DbException error) => error is PostgresException { IsTransient: false };
}
