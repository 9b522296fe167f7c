using Microsoft.Extensions.Logging;
using Orchestrator.Simulation.Execution;

namespace Orchestrator.Simulation.Cluster;

/// <summary>Brings what grains and engine log into the trace, where somebody reads it.</summary>
/// <param name="trace">The trace.</param>
internal sealed class TraceLog(Trace trace) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => trace.IsInWords && logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) trace.Remark($"log: {formatter(state, exception)}{(exception is null ? string.Empty : $" ({exception.GetType().Name}: {exception.Message})")}");
    }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("the trace is the only log of a simulation");

    public void Dispose()
    {
        // Nothing is held.
    }
}
