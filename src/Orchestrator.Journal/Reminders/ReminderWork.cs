using Orchestrator.Journal.Sqlite;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal;

/// <summary>One change of the reminder table; what it returns is the caller's result.</summary>
/// <typeparam name="TResult">What the caller gets.</typeparam>
internal sealed class ReminderWork<TResult>(Func<SqliteWriteConnection, TResult> change) : WriteWork<TResult>, ISqliteWrite
{
    private TResult _result = default!;

    public override int Rows => 1;

    public override long Bytes => 0;

    protected override TResult Result => _result;

    public Exception? Apply(SqliteWriteConnection connection)
    {
        _result = change(connection);
        return null;
    }
}
