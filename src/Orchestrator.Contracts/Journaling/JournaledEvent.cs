namespace Orchestrator.Contracts.Journaling;

/// <summary>
/// Something that happened to a grain. Events are the only truth: state, tables and streams are made from them. An
/// event type is never removed and its fields never change their meaning; new fields are optional.
/// </summary>
public abstract record JournaledEvent
{
    /// <summary>The name of the property that holds the event's name in JSON.</summary>
    public const string Discriminator = "event";

    /// <summary>When it happened, UTC, in whole milliseconds.</summary>
    public required DateTimeOffset At { get; init; }
}
