namespace Orchestrator.Contracts.Streams;

/// <summary>An Orleans client to which events are pushed.</summary>
public interface IEventObserver : IGrainObserver
{
    /// <summary>Events came. The next ones are pushed when this has returned and there is room in the window.</summary>
    /// <param name="batch">The events.</param>
    [Alias("push")]
    Task Push(EventBatch batch);

    /// <summary>Nothing more is pushed in this run; following anew tells why, or goes on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="code"><c>moved</c>, <c>cursor-expired</c> or <c>unavailable</c>.</param>
    [Alias("end")]
    Task End(long run, string code);
}
