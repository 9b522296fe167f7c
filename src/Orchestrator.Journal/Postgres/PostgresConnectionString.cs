using Npgsql;

namespace Orchestrator.Journal.Postgres;

/// <summary>What the operator's connection string says, and what all of our sessions need besides.</summary>
internal static class PostgresConnectionString
{
    // A server takes a hundred or some hundreds in all, from all processes.
    private const int MostConnections = 20;

    public static NpgsqlConnectionStringBuilder Build(PostgresJournalOptions options)
    {
        NpgsqlConnectionStringBuilder builder = new(options.ConnectionString)
        {
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true, // Nothing that a session is told stays with it but what stands here.
            IncludeErrorDetail = false, // Details quote rows.
            CommandTimeout = (int)options.CommandTimeout.TotalSeconds,
        };
        if (builder.MaxPoolSize == new NpgsqlConnectionStringBuilder().MaxPoolSize)
            builder.MaxPoolSize = MostConnections;
        if (builder.KeepAlive == 0)
            builder.KeepAlive = 15; // A silent firewall would hold a listener for ever.
        builder.Options = string.Join(' ', [builder.Options, .. SessionSettings(options)]).Trim();
        return builder;
    }

    private static IEnumerable<string> SessionSettings(PostgresJournalOptions options)
    {
        string level = options.CommitLevel == PostgresCommitLevel.RemoteApply ? "remote_apply" : "on";
        yield return $"-c synchronous_commit={level}";
        yield return @"-c default_transaction_isolation=read\ committed"; // The horizon needs a snapshot for each statement.
        // All reads go by an index; a plan made while the tables were small must not sort them when they are large.
        yield return "-c enable_sort=off";
        yield return "-c jit=off";
    }
}
