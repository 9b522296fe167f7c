namespace Orchestrator.Journal.Postgres;

/// <summary>
/// A position is <c>((transaction id + xid_offset) &lt;&lt; 12) | number of the row in its transaction</c>. These are the
/// expressions that make and bound it; all of a statement's see one snapshot.
/// </summary>
internal static class JournalPosition
{
    /// <summary>How many rows one transaction has places for.</summary>
    public const int RowsOfTransaction = 1 << 12;

    /// <summary>The position of the open transaction's first row; needs <c>journal_origin</c> in FROM.</summary>
    public const string First = "(pg_current_xact_id()::text::bigint + xid_offset) << 12";

    /// <summary>
    /// The horizon: every transaction with rows below has ended, so that none can appear there any more; needs
    /// <c>journal_origin</c> in FROM.
    /// </summary>
    public const string Horizon = "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint + xid_offset) << 12";
}
