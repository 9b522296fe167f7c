namespace Orleans.Runtime;

/// <summary>Reminders in memory, shared by the silos of one cluster.</summary>
internal sealed class InMemoryReminderTable : IReminderTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, string Name), ReminderEntry> _rows = [];
    private long _version;

    /// <inheritdoc/>
    public Task<ReminderTableData> ReadRows(GrainId grainId) => Read(row => row.GrainId == grainId);

    /// <inheritdoc/>
    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Read(row =>
    {
        var hash = row.GrainId.GetUniformHashCode();
        return begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    });

    /// <inheritdoc/>
    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        lock (_gate)
        {
            return Task.FromResult(_rows.GetValueOrDefault((grainId, reminderName)));
        }
    }

    /// <inheritdoc/>
    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        lock (_gate)
        {
            var version = $"{++_version}";
            _rows[(entry.GrainId, entry.ReminderName)] = new()
            {
                GrainId = entry.GrainId,
                ReminderName = entry.ReminderName,
                StartAt = entry.StartAt,
                Period = entry.Period,
                ETag = version,
            };
            return Task.FromResult<string?>(version);
        }
    }

    /// <inheritdoc/>
    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        lock (_gate)
        {
            return Task.FromResult(
                _rows.TryGetValue((grainId, reminderName), out var row)
                && row.ETag == eTag
                && _rows.Remove((grainId, reminderName)));
        }
    }

    /// <inheritdoc/>
    public Task TestOnlyClearTable()
    {
        lock (_gate)
        {
            _rows.Clear();
        }

        return Task.CompletedTask;
    }

    private Task<ReminderTableData> Read(Func<ReminderEntry, bool> wanted)
    {
        lock (_gate)
        {
            return Task.FromResult(new ReminderTableData(_rows.Values.Where(wanted)));
        }
    }
}
