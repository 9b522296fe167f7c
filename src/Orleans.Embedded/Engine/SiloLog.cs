using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>What is logged about silos.</summary>
internal static partial class SiloLog
{
    /// <summary>Logged when a component cannot stop.</summary>
    [LoggerMessage(20, LogLevel.Error, "{Component} failed to stop")]
    public static partial void StopFailed(ILogger logger, string component, Exception exception);
}
