using Orchestrator.Journal.Sqlite;
using Orchestrator.Journal.Writing;
using Orleans.Storage;

namespace Orchestrator.Journal;

/// <summary>One state to be stored if its version is still the one the grain knew of; the result is the new version.</summary>
internal sealed class SaveStateWork(string grain, string state, byte[] payload, string? knownETag, DateTimeOffset at)
    : WriteWork<string>, ISqliteWrite
{
    // Never used twice, so that a state cleared and written anew can't pass for the one before.
    private readonly string _newETag = Guid.NewGuid().ToString("N");

    public override int Rows => 1;

    public override long Bytes => payload.Length;

    protected override string Result => _newETag;

    public Exception? Apply(SqliteWriteConnection connection)
    {
        long modifiedAt = at.ToUnixTimeMilliseconds();
        bool saved = knownETag is null
            ? StateTable.Insert(connection, grain, state, payload, _newETag, modifiedAt)
            : StateTable.Update(connection, grain, state, payload, knownETag, _newETag, modifiedAt);
        return saved ? null : Inconsistent(connection, "written", grain, state, knownETag);
    }

    public static InconsistentStateException Inconsistent(
        SqliteWriteConnection connection, string what, string grain, string state, string? knownETag) =>
        StateSerializer.Inconsistent(what, grain, state, knownETag, StateTable.FindETag(connection, grain, state));
}
