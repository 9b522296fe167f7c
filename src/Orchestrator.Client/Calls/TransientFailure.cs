using System.Net.Sockets;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Client.Calls;

/// <summary>Tells failures on the way to the host from the host's answers.</summary>
internal static class TransientFailure
{
    /// <summary>Whether the call may succeed when it is made again; it may have been carried out all the same.</summary>
    public static bool Is(Exception exception) => exception is
        UnavailableException or TimeoutException or OrleansException
        or HttpRequestException or IOException or SocketException;

    /// <summary>The failure as the contract names it.</summary>
    public static UnavailableException AsUnavailable(string operation, Uri endpoint, Exception exception) =>
        exception as UnavailableException
        ?? new UnavailableException($"{operation}: the host at {endpoint} did not answer ({exception.Message.TrimEnd('.')})", exception);
}
