using Orchestrator.Journal.Sqlite;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal;

/// <summary>One state to be removed if its version is still the one the grain knew of.</summary>
internal sealed class ClearStateWork(string grain, string state, string? knownETag) : WriteWork<bool>, ISqliteWrite
{
    public override int Rows => 1;

    public override long Bytes => 0;

    protected override bool Result => true;

    public Exception? Apply(SqliteWriteConnection connection)
    {
        bool cleared = knownETag is null
            ? StateTable.FindETag(connection, grain, state) is null
            : StateTable.Delete(connection, grain, state, knownETag);
        return cleared ? null : SaveStateWork.Inconsistent(connection, "cleared", grain, state, knownETag);
    }
}
