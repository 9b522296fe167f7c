using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>
/// Keeps the reminders of the grains. One silo of the cluster, the one that has been in it longest, makes all of
/// them tick; when it goes, the next one reads the table and goes on.
/// </summary>
internal sealed class ReminderService(
    IServiceProvider services,
    Silo silo,
    IReminderTable table,
    IOptions<ReminderOptions> options,
    ILogger<ReminderService> log) : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly TimeProvider _time =
        services.GetKeyedService<TimeProvider>(Reminders.ReminderTimeProviderNames.Reminders) ?? silo.Time;

    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, string Name), LocalReminder> _local = [];
    private readonly CancellationTokenSource _stopped = new();
    private readonly HashSet<(GrainId Grain, string Name)> _touched = [];
    private Task _refreshing = Task.CompletedTask;

    private ReminderService? Owner => silo.Cluster.Silos is [var first, ..]
        ? first.Services.GetService<ReminderService>()
        : null;

    private bool IsOwner => !silo.IsDead && silo.Cluster.Silos is [var first, ..] && ReferenceEquals(first, silo);

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(
            nameof(ReminderService),
            ServiceLifecycleStage.RuntimeGrainServices,
            StartTableAsync,
            token => table.StopAsync(token));
        lifecycle.Subscribe(nameof(ReminderService), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    /// <summary>Sets a reminder. A write that has begun is not called back.</summary>
    public async Task<IGrainReminder> RegisterAsync(
        GrainId grain, string name, TimeSpan dueTime, TimeSpan period, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(name, dueTime, period);
        var entry = new ReminderEntry
        {
            GrainId = grain,
            ReminderName = name,
            StartAt = _time.GetUtcNow().UtcDateTime.Add(dueTime),
            Period = period,
        };
        entry.ETag = await table.UpsertRow(entry) ?? throw new ReminderException(
            $"Could not register reminder {entry} to reminder table due to a race. Please try again later.");
        Owner?.Keep(entry);
        return GrainReminder.Of(entry);
    }

    /// <summary>Removes a reminder. A write that has begun is not called back.</summary>
    public async Task UnregisterAsync(IGrainReminder reminder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (grain, name, version) = (GrainReminder)reminder;
        if (!await table.RemoveRow(grain, name, version) && await table.ReadRow(grain, name) is not null)
        {
            throw new ReminderException(
                $"Could not unregister reminder {reminder} from the reminder table, due to tag mismatch. You can retry.");
        }

        Owner?.Drop((grain, name));
    }

    /// <summary>Finds a reminder.</summary>
    public async Task<IGrainReminder?> GetAsync(GrainId grain, string name, CancellationToken cancellationToken) =>
        await table.ReadRow(grain, name).WaitAsync(cancellationToken) is { } entry ? GrainReminder.Of(entry) : null;

    /// <summary>Lists the reminders of a grain.</summary>
    public async Task<List<IGrainReminder>> GetAllAsync(GrainId grain, CancellationToken cancellationToken) =>
        [.. (await table.ReadRows(grain).WaitAsync(cancellationToken)).Reminders.Select(GrainReminder.Of)];

    private void Check(string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        var minimum = options.Value.MinimumReminderPeriod;
        if (period < minimum)
        {
            throw new ArgumentException(
                $"Cannot register reminder {name} as requested period ({period}) is less than minimum allowed reminder "
                + $"period ({minimum})",
                nameof(period));
        }
    }

    private async Task StartTableAsync(CancellationToken token)
    {
        using var timeout = new CancellationTokenSource(options.Value.InitializationTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        await table.StartAsync(both.Token);
    }

    private async Task StartAsync(CancellationToken token)
    {
        var delay = await TryLoadAsync();
        using (ExecutionContext.SuppressFlow())
        {
            _refreshing = Task.Run(() => RefreshAsync(delay, _stopped.Token), CancellationToken.None);
        }
    }

    private async Task StopAsync(CancellationToken token)
    {
        await _stopped.CancelAsync();
        lock (_gate)
        {
            foreach (var reminder in _local.Values) reminder.Dispose();
            _local.Clear();
        }

        await _refreshing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RefreshAsync(TimeSpan delay, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            var changed = silo.Cluster.Changed;
            if (!changed.IsCompleted) await Task.WhenAny(changed, Task.Delay(delay, _time, token));
            delay = await TryLoadAsync();
        }
    }

    // Returns when to look again.
    private async Task<TimeSpan> TryLoadAsync()
    {
        try
        {
            if (IsOwner) await LoadAsync();
            return options.Value.RefreshReminderListPeriod;
        }
        catch (Exception exception)
        {
            var delay = TimeSpan.FromSeconds(10);
            ReminderLog.ReadFailed(log, delay, exception);
            return delay;
        }
    }

    private async Task LoadAsync()
    {
        lock (_gate)
        {
            _touched.Clear();
        }

        var stored = (await table.ReadRows(0, 0)).Reminders.ToDictionary(one => (one.GrainId, one.ReminderName));
        lock (_gate)
        {
            // What was set or removed while the table was read is newer than what was read.
            foreach (var key in _touched) stored.Remove(key);
            foreach (var key in _local.Keys.Where(key => !stored.ContainsKey(key) && !_touched.Contains(key)).ToArray())
                Remove(key);
            foreach (var entry in stored.Values) Put(entry);
        }
    }

    private void Keep(ReminderEntry entry)
    {
        lock (_gate)
        {
            _touched.Add((entry.GrainId, entry.ReminderName));
            Put(entry);
        }
    }

    private void Drop((GrainId Grain, string Name) key)
    {
        lock (_gate)
        {
            _touched.Add(key);
            Remove(key);
        }
    }

    private void Put(ReminderEntry entry)
    {
        var key = (entry.GrainId, entry.ReminderName);
        if (_stopped.IsCancellationRequested) return;
        if (_local.TryGetValue(key, out var known) && known.Entry.ETag == entry.ETag) return;

        Remove(key);
        var grain = silo.GrainFactory.GetGrain<IRemindable>(entry.GrainId);
        _local[key] = new(entry, grain, _time, () => IsOwner, log);
    }

    private void Remove((GrainId Grain, string Name) key)
    {
        if (_local.Remove(key, out var reminder)) reminder.Dispose();
    }
}
