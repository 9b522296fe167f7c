using Orchestrator.Cli.Output;

namespace Orchestrator.Cli;

/// <summary>The command failed for a reason that one line tells a person.</summary>
internal class FailedException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The stable word for it.</summary>
    public virtual string Code => CliProblem.Failed;
}

/// <summary>The host answered, and refused.</summary>
/// <param name="message">Why, on one line.</param>
/// <param name="problem">Its problem as JSON on one line; null when it sent none.</param>
internal sealed class HostRefusedException(string message, string? problem) : FailedException(message)
{
    /// <summary>The host's problem as JSON on one line; null when it sent none.</summary>
    public string? Problem => problem;
}

/// <summary>The command failed and has said why.</summary>
internal sealed class AlreadyReportedException() : FailedException("failed");

/// <summary>No host answered.</summary>
internal sealed class HostUnreachableException(string message, Exception innerException)
    : FailedException(message, innerException)
{
    /// <inheritdoc/>
    public override string Code => CliProblem.Unreachable;
}
