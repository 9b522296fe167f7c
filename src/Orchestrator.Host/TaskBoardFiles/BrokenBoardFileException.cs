namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>A board file can't be understood, or can't be held: it is left as it is.</summary>
/// <param name="message">Why, for the people who edit it.</param>
/// <param name="innerException">The failure beneath, if any.</param>
internal sealed class BrokenBoardFileException(string message, Exception? innerException = null) : Exception(message, innerException);
