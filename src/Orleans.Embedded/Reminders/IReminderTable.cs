using Orleans.Runtime;

namespace Orleans;

/// <summary>Where reminders are stored.</summary>
public interface IReminderTable
{
    /// <summary>Prepares the table.</summary>
#pragma warning disable CS0618 // Older tables implement the older method.
    Task StartAsync(CancellationToken cancellationToken = default) => Init();
#pragma warning restore CS0618

    /// <summary>Prepares the table.</summary>
    [Obsolete("Implement and use StartAsync instead")]
    Task Init() => Task.CompletedTask;

    /// <summary>Reads the reminders of a grain.</summary>
    Task<ReminderTableData> ReadRows(GrainId grainId);

    /// <summary>
    /// Reads the reminders of all grains whose uniform hash is above the begin and up to the end; if the begin is
    /// not below the end, those above the begin or up to the end.
    /// </summary>
    Task<ReminderTableData> ReadRows(uint begin, uint end);

    /// <summary>Reads a reminder; null if there is none.</summary>
    Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName);

    /// <summary>Writes a reminder and returns its new version.</summary>
    Task<string?> UpsertRow(ReminderEntry entry);

    /// <summary>Removes a reminder if it has this version; says whether it did.</summary>
    Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag);

    /// <summary>Removes all reminders.</summary>
    Task TestOnlyClearTable();

    /// <summary>Releases the table.</summary>
    Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
}

/// <summary>A stored reminder.</summary>
public sealed class ReminderEntry
{
    /// <summary>Gets or sets the grain to remind.</summary>
    public GrainId GrainId { get; set; }

    /// <summary>Gets or sets the name.</summary>
    public string ReminderName { get; set; } = null!;

    /// <summary>Gets or sets when the first tick is due, in UTC.</summary>
    public DateTime StartAt { get; set; }

    /// <summary>Gets or sets the time between ticks.</summary>
    public TimeSpan Period { get; set; }

    /// <summary>Gets or sets the version.</summary>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"<GrainId={GrainId} ReminderName={ReminderName} Period={Period}>";
}

/// <summary>Stored reminders.</summary>
public sealed class ReminderTableData
{
    /// <summary>Makes a list of many.</summary>
    public ReminderTableData(IEnumerable<ReminderEntry> list) => Reminders = [.. list];

    /// <summary>Makes a list of one.</summary>
    public ReminderTableData(ReminderEntry entry) => Reminders = [entry];

    /// <summary>Makes an empty list.</summary>
    public ReminderTableData() => Reminders = [];

    /// <summary>Gets the reminders.</summary>
    public IList<ReminderEntry> Reminders { get; }

    /// <inheritdoc/>
    public override string ToString() => $"[{Reminders.Count} reminders: {string.Join(", ", Reminders)}]";
}
