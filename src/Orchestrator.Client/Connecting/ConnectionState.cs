namespace Orchestrator.Client;

/// <summary>How an agent's connection stands.</summary>
public enum ConnectionState
{
    /// <summary>The last call reached the host.</summary>
    Connected,

    /// <summary>The last call did not reach the host; the client tries again by itself.</summary>
    Reconnecting,

    /// <summary>
    /// Another process registered the same agent id after this one. This connection no longer sends heartbeats, its
    /// inbox ends with an error and its disposal leaves the successor alone.
    /// </summary>
    Superseded,

    /// <summary>The connection was disposed.</summary>
    Closed,
}

/// <summary>A connection went from one state to another.</summary>
/// <param name="previous">The state it left.</param>
/// <param name="current">The state it has now.</param>
/// <param name="cause">What made it leave <see cref="ConnectionState.Connected"/>, where an error did.</param>
public sealed class ConnectionStateChangedEventArgs(ConnectionState previous, ConnectionState current, Exception? cause)
    : EventArgs
{
    /// <summary>The state it left.</summary>
    public ConnectionState Previous { get; } = previous;

    /// <summary>The state it has now.</summary>
    public ConnectionState Current { get; } = current;

    /// <summary>What made it leave <see cref="ConnectionState.Connected"/>, where an error did.</summary>
    public Exception? Cause { get; } = cause;
}
