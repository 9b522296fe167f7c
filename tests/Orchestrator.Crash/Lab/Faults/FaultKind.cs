namespace Orchestrator.Crash.Lab.Faults;

/// <summary>What the laboratory does to a host.</summary>
internal enum FaultKind
{
    /// <summary><c>kill -9</c>, also while it starts and while it stops.</summary>
    Kill,

    /// <summary><c>SIGSTOP</c>, and <c>SIGCONT</c> after a while.</summary>
    Stop,

    /// <summary>Writes and growth of files fail with <c>ENOSPC</c> for a while.</summary>
    NoSpace,

    /// <summary>Reads, writes and opening fail with <c>EIO</c> for a while.</summary>
    InputOutputError,

    /// <summary>Each <c>fsync</c> takes long.</summary>
    SlowSync,

    /// <summary>Writes write less than was asked for, then fail.</summary>
    ShortWrite,

    /// <summary><c>fsync</c> fails once and then succeeds; what was not on disk then never gets there.</summary>
    FailedSync,

    /// <summary>After a kill, what was not fsynced vanishes, in part or as a whole, in sectors of 512 bytes.</summary>
    PowerCut,

    /// <summary>The wall clock jumps by hours, forwards or backwards.</summary>
    Clock,

    /// <summary>
    /// The host's journal is on PostgreSQL and the network to it is cut: connections reset, hung or refused, also in the midst of
    /// a commit. Every round of a run that has it.
    /// </summary>
    Network,

    /// <summary><c>fsync</c> says that it did and does not, then the power is cut: the checks must find a loss.</summary>
    LyingSync,
}
