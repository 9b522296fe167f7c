using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Journal;
using Orleans.Storage;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>What every event-sourced grain needs from its silo.</summary>
/// <param name="journal">Where events go.</param>
/// <param name="snapshots">Grain storage for snapshots.</param>
/// <param name="time">The clock.</param>
/// <param name="loggers">Makes each grain's logger.</param>
public sealed class EventSourcingServices(
    IJournal journal,
    [FromKeyedServices(EventSourcingServices.SnapshotStorage)] IGrainStorage snapshots,
    TimeProvider time,
    ILoggerFactory loggers)
{
    /// <summary>The name of the grain storage provider for snapshots.</summary>
    public const string SnapshotStorage = "OrleansStorage";

    /// <summary>Where events go.</summary>
    public IJournal Journal { get; } = journal;

    /// <summary>Grain storage for snapshots.</summary>
    public IGrainStorage Snapshots { get; } = snapshots;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>What chance there is in what grains decide, such as the delay before a message is handed out again.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Makes each grain's logger.</summary>
    public ILoggerFactory Loggers { get; } = loggers;
}
