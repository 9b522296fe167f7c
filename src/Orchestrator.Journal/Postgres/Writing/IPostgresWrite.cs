using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Postgres.Writing;

/// <summary>What a <see cref="WriteWork"/> is on PostgreSQL: rows, all or nothing.</summary>
internal interface IPostgresWrite
{
    /// <summary>Adds its rows to what one statement writes.</summary>
    void CopyTo(AppendColumns columns);

    /// <summary>Tells the position of its first row; the others follow one by one.</summary>
    void Place(long first);
}
