namespace Orleans.Embedded.Tests.Gateway;

public sealed record Parcel(string From, IReadOnlyList<string> Lines, decimal? Price, DateTimeOffset At);

public sealed class ParcelLostException : Exception
{
    public ParcelLostException(string number)
        : base($"The parcel {number} is lost")
    {
        Data["number"] = number;
    }

    public string Number => (string)Data["number"]!;
}

public interface IParcelObserver : IGrainObserver
{
    void Arrived(Parcel parcel);

    Task<string> Ask(string question);
}

[Alias("tests.depot")]
public interface IDepotGrain : IGrainWithStringKey
{
    [Alias("echo")]
    Task<Parcel> Echo(Parcel parcel, int copies);

    ValueTask<int> Count(int number);

    Task Nothing();

    Task<string?> Absent(string? text);

    Task<string> Fail(string kind);

    Task<bool> WaitForCancellation(CancellationToken cancellationToken);

    [Orleans.Concurrency.AlwaysInterleave]
    Task<bool> WasCancelled();

    /// <summary>Returns once somebody waits for cancellation.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task WaitsForCancellation();

    /// <summary>Returns once somebody waits for the release.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task Waits();

    Task<string> Context(string key);

    [Orleans.Concurrency.AlwaysInterleave]
    Task<string> Wait();

    [Orleans.Concurrency.AlwaysInterleave]
    Task Release();

    Task Subscribe(IParcelObserver observer);

    Task<string> Notify(Parcel parcel);

    Task<IDepotGrain> Other(string key);

    Task<string> Key();

    Task<string> Repeat(string text, int times);
}

public sealed class DepotGrain : Grain, IDepotGrain
{
    private readonly TaskCompletionSource<string> _released = new();
    private readonly TaskCompletionSource<bool> _cancelled = new();
    private readonly TaskCompletionSource _waitsForCancellation = new();
    private readonly TaskCompletionSource _waits = new();
    private IParcelObserver? _observer;

    public Task<Parcel> Echo(Parcel parcel, int copies) => Task.FromResult(
        parcel with { Lines = [.. Enumerable.Repeat(parcel.Lines, copies).SelectMany(one => one)] });

    public ValueTask<int> Count(int number) => new(number + 1);

    public Task Nothing() => Task.CompletedTask;

    public Task<string?> Absent(string? text) => Task.FromResult(text);

    public async Task<string> Fail(string kind)
    {
        await Task.Yield();
        throw kind switch
        {
            "lost" => new ParcelLostException("7") { Data = { ["hint"] = "look again" } },
            "argument" => new ArgumentException("bad argument", nameof(kind)),
            "timeout" => new TimeoutException("too slow"),
            "cancelled" => new OperationCanceledException("no more"),
            "inner" => new InvalidOperationException("outer", new ParcelLostException("8")),
            "unknown" => new System.Net.Http.HttpRequestException("not in the core library"),
            "aggregate" => new AggregateException("many", new TimeoutException("one")),
            _ => new SiloUnavailableException("gone"),
        };
    }

    public async Task<bool> WaitForCancellation(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() => _cancelled.TrySetResult(true));
        _waitsForCancellation.TrySetResult();
        await _cancelled.Task;
        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    public Task<bool> WasCancelled() => _cancelled.Task;

    public Task<string> Context(string key) => Task.FromResult($"{RequestContext.Get(key)}");

    public Task WaitsForCancellation() => _waitsForCancellation.Task;

    public Task Waits() => _waits.Task;

    public Task<string> Wait()
    {
        _waits.TrySetResult();
        return _released.Task;
    }

    public Task Release()
    {
        _released.TrySetResult("released");
        return Task.CompletedTask;
    }

    public Task Subscribe(IParcelObserver observer)
    {
        _observer = observer;
        return Task.CompletedTask;
    }

    public async Task<string> Notify(Parcel parcel)
    {
        _observer!.Arrived(parcel);
        return await _observer.Ask("ok?");
    }

    public Task<IDepotGrain> Other(string key) => Task.FromResult(GrainFactory.GetGrain<IDepotGrain>(key));

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<string> Repeat(string text, int times) => Task.FromResult(string.Concat(Enumerable.Repeat(text, times)));
}

public sealed class ParcelObserver : IParcelObserver
{
    private readonly TaskCompletionSource<Parcel> _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Parcel> Arrival => _arrival.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void Arrived(Parcel parcel) => _arrival.TrySetResult(parcel);

    public Task<string> Ask(string question) => Task.FromResult(question == "ok?" ? "yes" : "what?");
}
