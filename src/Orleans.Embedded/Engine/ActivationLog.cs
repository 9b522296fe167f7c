using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>What is logged about activations.</summary>
internal static partial class ActivationLog
{
    /// <summary>Logged when a grain cannot be activated.</summary>
    [LoggerMessage(1, LogLevel.Error, "Failed to activate {Activation}")]
    public static partial void ActivationFailed(ILogger logger, Activation activation, Exception exception);

    /// <summary>Logged when a grain cannot be deactivated properly.</summary>
    [LoggerMessage(2, LogLevel.Warning, "Failed to deactivate {Activation} properly")]
    public static partial void DeactivationFailed(ILogger logger, Activation activation, Exception exception);

    /// <summary>Logged when a call for whose response nobody waits fails.</summary>
    [LoggerMessage(3, LogLevel.Warning, "One-way call failed: {Request}")]
    public static partial void OneWayFailed(ILogger logger, GrainRequest request, Exception exception);

    /// <summary>Logged when a timer's callback fails.</summary>
    [LoggerMessage(4, LogLevel.Warning, "Caught and ignored exception thrown from timer callback of {Activation}")]
    public static partial void TimerFailed(ILogger logger, Activation activation, Exception exception);

    /// <summary>Logged when the turn loop fails, which is an error of the engine.</summary>
    [LoggerMessage(6, LogLevel.Critical, "The turn loop of {Activation} failed")]
    public static partial void LoopFailed(ILogger logger, Activation activation, Exception exception);

    /// <summary>Logged when requests are refused because too many are waiting.</summary>
    [LoggerMessage(5, LogLevel.Warning, "{Activation} refuses requests: {Count} are running or waiting, {Limit} allowed")]
    public static partial void Overloaded(ILogger logger, Activation activation, int count, int limit);
}
