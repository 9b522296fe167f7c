namespace Orchestrator.Journal;

/// <summary>When PostgreSQL answers a commit (<c>synchronous_commit</c>); levels that could lose one are not offered.</summary>
public enum PostgresCommitLevel
{
    /// <summary>
    /// On the server's disk, and on that of its synchronous standbys where <c>synchronous_standby_names</c> has any.
    /// </summary>
    On,

    /// <summary>As <see cref="On"/>, and readable on the synchronous standbys.</summary>
    RemoteApply,
}
