using Microsoft.Extensions.Logging;

namespace Orleans.Gateway;

/// <summary>What is logged about the gateway and its clients.</summary>
internal static partial class GatewayLog
{
    /// <summary>Logged when a client breaks the protocol.</summary>
    [LoggerMessage(80, LogLevel.Warning, "A client ({Principal}) broke the gateway protocol ({Code}): {Reason}")]
    public static partial void ProtocolBroken(ILogger logger, string? principal, string code, string reason);

    /// <summary>Logged when a client is connected.</summary>
    [LoggerMessage(81, LogLevel.Information, "Connected to the Orleans gateway {Gateway}")]
    public static partial void Connected(ILogger logger, Uri gateway);

    /// <summary>Logged when a client cannot connect.</summary>
    [LoggerMessage(82, LogLevel.Warning, "No connection to an Orleans gateway by {Endpoint}, next try in {Delay}: {Reason}")]
    public static partial void NotConnected(ILogger logger, Uri endpoint, TimeSpan delay, string reason);

    /// <summary>Logged when a client's connection ends.</summary>
    [LoggerMessage(83, LogLevel.Information, "The connection to the Orleans gateway {Gateway} ended: {Reason}")]
    public static partial void Disconnected(ILogger logger, Uri gateway, string reason);
}
