namespace Orchestrator.Reporting.Tests.Support;

/// <summary>A clock that says what it is told; its timers are the real ones.</summary>
internal sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = Story.Begin;

    public override DateTimeOffset GetUtcNow() => Now;
}
