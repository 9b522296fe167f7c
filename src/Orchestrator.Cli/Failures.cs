namespace Orchestrator.Cli;

/// <summary>The command failed for a reason that one line tells a person.</summary>
internal class FailedException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>The host answered, and refused.</summary>
internal sealed class HostRefusedException(string message) : FailedException(message);

/// <summary>The command failed and has said why.</summary>
internal sealed class AlreadyReportedException() : FailedException("failed");

/// <summary>No host answered.</summary>
internal sealed class HostUnreachableException(string message, Exception innerException)
    : FailedException(message, innerException);
