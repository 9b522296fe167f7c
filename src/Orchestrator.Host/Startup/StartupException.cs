namespace Orchestrator.Host.Startup;

/// <summary>The host cannot start as it is configured. The message is one line that says why and what mends it.</summary>
/// <param name="message">Why, and what mends it.</param>
/// <param name="innerException">The failure beneath, if any.</param>
public sealed class StartupException(string message, Exception? innerException = null) : Exception(message, innerException);
