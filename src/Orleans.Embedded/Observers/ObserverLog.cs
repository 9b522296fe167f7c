using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>What is logged about observers.</summary>
internal static partial class ObserverLog
{
    /// <summary>Logged when a call comes for an observer that was deleted or collected.</summary>
    [LoggerMessage(60, LogLevel.Warning, "No observer {Observer} any more; keep a reference to objects that observe")]
    public static partial void NoObserver(ILogger logger, GrainId observer);

    /// <summary>Logged when an observer fails and no caller waits.</summary>
    [LoggerMessage(61, LogLevel.Warning, "Observer failed: {Request}")]
    public static partial void Failed(ILogger logger, GrainRequest request, Exception exception);
}
