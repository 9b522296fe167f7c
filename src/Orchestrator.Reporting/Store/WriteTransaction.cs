namespace Orchestrator.Reporting.Store;

/// <summary>Begins and commits the transactions of a connection.</summary>
internal sealed class WriteTransaction(WriteConnection connection)
{
    private readonly SqliteStatement _begin = connection.Prepare("BEGIN IMMEDIATE");
    private readonly SqliteStatement _commit = connection.Prepare("COMMIT");

    public void Begin() => _begin.Execute();

    public void Commit() => _commit.Execute();
}
