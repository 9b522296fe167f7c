using System.Runtime.CompilerServices;
using Orleans.Core;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>A stored state of one activation. Operations run one after the other.</summary>
internal sealed class PersistentState<TState>(string name, Activation activation, IGrainStorage storage)
    : IPersistentState<TState>, ILifecycleObserver
{
    private readonly GrainState<TState> _record = new(NewState());
    private Task _last = Task.CompletedTask;
    private bool _read;

    /// <inheritdoc/>
    public TState State
    {
        get => _record.State!;
        set => _record.State = value;
    }

    /// <inheritdoc/>
    public string? Etag => _record.ETag;

    /// <inheritdoc/>
    public bool RecordExists => _read
        ? _record.RecordExists
        : throw new InvalidOperationException("State has not yet been loaded");

    /// <summary>Reads the state before the grain is activated.</summary>
    public Task OnStart(CancellationToken cancellationToken = default) => ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public Task OnStop(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task ReadStateAsync() => ReadAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task WriteStateAsync() => WriteAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task ClearStateAsync() => ClearAsync(CancellationToken.None);

    /// <inheritdoc/>
    Task IStorage.ReadStateAsync(CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    /// <inheritdoc/>
    Task IStorage.WriteStateAsync(CancellationToken cancellationToken) => WriteAsync(cancellationToken);

    /// <inheritdoc/>
    Task IStorage.ClearStateAsync(CancellationToken cancellationToken) => ClearAsync(cancellationToken);

    private static TState NewState()
    {
        if (default(TState) is not null || typeof(TState) == typeof(string) || typeof(TState).IsArray) return default!;
        return typeof(TState).GetConstructor(Type.EmptyTypes) is not null
            ? Activator.CreateInstance<TState>()
            : (TState)RuntimeHelpers.GetUninitializedObject(typeof(TState));
    }

    private Task ReadAsync(CancellationToken token) => Enqueue("reading", async () =>
    {
        await storage.ReadStateAsync(name, activation.GrainId, _record, token);
        _record.State ??= NewState();
        _read = true;
    });

    private Task WriteAsync(CancellationToken token) => Enqueue(
        "writing", () => storage.WriteStateAsync(name, activation.GrainId, _record, token));

    private Task ClearAsync(CancellationToken token) => Enqueue("clearing", async () =>
    {
        await storage.ClearStateAsync(name, activation.GrainId, _record, token);
        _record.State ??= NewState();
    });

    private Task Enqueue(string what, Func<Task> operation) => _last = RunAfter(_last, what, operation);

    private async Task RunAfter(Task before, string what, Func<Task> operation)
    {
        await before.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            await operation();
        }
        catch (Exception exception) when (exception is not (OrleansException or OperationCanceledException))
        {
            throw new OrleansException(
                $"Error from storage {storage.GetType()} when {what} the state '{name}' of {activation.GrainId}: "
                + exception.Message,
                exception);
        }
    }
}
