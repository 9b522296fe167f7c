using System.Data.Common;

namespace Orchestrator.Journal;

/// <summary>Where the databases differ in how migrations are applied and recorded.</summary>
internal abstract class MigrationDialect
{
    /// <summary>Creates the table <c>schema_version</c> if it isn't there.</summary>
    public abstract string CreateVersionTable { get; }

    /// <summary>Answers 1 when the table <c>schema_version</c> is there, otherwise 0.</summary>
    public abstract string CountVersionTables { get; }

    /// <summary>What to call a database in messages.</summary>
    public abstract string NameOf(DbConnection connection);

    /// <summary>Begins a step.</summary>
    public abstract ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>A time as the table holds it.</summary>
    public abstract object ToStored(DateTimeOffset time);

    /// <summary>A time out of the table.</summary>
    public abstract DateTimeOffset ReadTime(DbDataReader reader, int column);

    /// <summary>How long a statement of a migration may take, in seconds, 0 for as long as it takes; null for the connection's own.</summary>
    public virtual int? CommandTimeout => null;

    /// <summary>Whether an error says that a step was refused, and not that the database can't be reached.</summary>
    public virtual bool IsRefusal(DbException error) => true;
}
