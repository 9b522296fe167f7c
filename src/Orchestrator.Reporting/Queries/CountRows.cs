using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Queries;

/// <summary>One number.</summary>
/// <param name="sql">The statement that has it as its only value.</param>
internal sealed class CountRows(string sql) : IQuery<long>
{
    public long Run(ReadConnection connection) => connection.Prepare(sql).Single(row => row.Int64(0));
}
