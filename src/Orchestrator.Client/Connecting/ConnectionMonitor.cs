using Microsoft.Extensions.Logging;
using Orchestrator.Client.Diagnostics;

namespace Orchestrator.Client.Connecting;

/// <summary>Keeps a connection's state from what its calls met, and tells of changes.</summary>
internal sealed partial class ConnectionMonitor(string agentId, ILogger logger)
{
    private readonly Lock _gate = new();
    private ConnectionState _state = ConnectionState.Reconnecting;

    /// <summary>Raised after each change, one at a time, in order.</summary>
    public event EventHandler<ConnectionStateChangedEventArgs>? Changed;

    public ConnectionState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>A call was answered, with a result or with an error of the caller's.</summary>
    public void Reached() => MoveTo(ConnectionState.Connected, cause: null);

    /// <summary>A call did not reach the host.</summary>
    public void Missed(Exception cause) => MoveTo(ConnectionState.Reconnecting, cause);

    /// <summary>Another process took the agent over.</summary>
    public void Supersede() => MoveTo(ConnectionState.Superseded, cause: null);

    /// <summary>The connection was disposed.</summary>
    public void Close() => MoveTo(ConnectionState.Closed, cause: null);

    // Handlers run inside the lock: that is what keeps the order. They may read State (the lock is the thread's own).
    private void MoveTo(ConnectionState next, Exception? cause)
    {
        lock (_gate)
        {
            ConnectionState previous = _state;
            if (previous == next || previous == ConnectionState.Closed) return;
            if (previous == ConnectionState.Superseded && next != ConnectionState.Closed) return;
            _state = next;
            ClientTelemetry.StateChanged(agentId, previous, next);
            if (cause is null) LogChanged(agentId, previous, next);
            else LogLost(agentId, previous, next, cause);
            try
            {
                Changed?.Invoke(this, new ConnectionStateChangedEventArgs(previous, next, cause));
            }
            catch (Exception exception)
            {
                // A handler of the application's must not end the heartbeat.
                LogHandlerFailed(agentId, exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Agent {AgentId}: connection {Previous} -> {Current}")]
    private partial void LogChanged(string agentId, ConnectionState previous, ConnectionState current);

    [LoggerMessage(LogLevel.Warning, "Agent {AgentId}: connection {Previous} -> {Current}, trying again")]
    private partial void LogLost(string agentId, ConnectionState previous, ConnectionState current, Exception cause);

    [LoggerMessage(LogLevel.Error, "Agent {AgentId}: a handler of the connection's state failed")]
    private partial void LogHandlerFailed(string agentId, Exception exception);
}
