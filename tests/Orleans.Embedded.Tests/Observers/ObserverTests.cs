using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Embedded.Tests.Support;
using Orleans.Utilities;

namespace Orleans.Embedded.Tests.Observers;

public interface INewsObserver : IGrainObserver
{
    void Published(string news);

    Task<string> Ask(string question);
}

public interface INewsGrain : IGrainWithStringKey
{
    Task Subscribe(INewsObserver observer);

    Task Unsubscribe(INewsObserver observer);

    Task Publish(string news);

    Task<string> Ask(string question);

    Task<int> Subscribers();

    Task CreateObserver();

    Task Age(TimeSpan by);
}

public sealed class NewsGrain : Grain, INewsGrain, INewsObserver
{
    private readonly ObserverManager<INewsObserver> _observers = new(TimeSpan.FromMinutes(5), NullLogger.Instance);
    private DateTime _now = new(2026, 11, 21, 0, 0, 0, DateTimeKind.Utc);

    public NewsGrain() => _observers.GetDateTime = () => _now;

    public Task Subscribe(INewsObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    public Task Unsubscribe(INewsObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    public Task Publish(string news)
    {
        _observers.Notify(one => one.Published(news));
        return Task.CompletedTask;
    }

    public async Task<string> Ask(string question)
    {
        var answers = new List<string>();
        await _observers.Notify(async one => answers.Add(await one.Ask(question)));
        return string.Join(',', answers);
    }

    public Task<int> Subscribers()
    {
        _observers.ClearExpired();
        return Task.FromResult(_observers.Count);
    }

    public Task CreateObserver()
    {
        GrainFactory.CreateObjectReference<INewsObserver>(this);
        return Task.CompletedTask;
    }

    public Task Age(TimeSpan by)
    {
        _now += by;
        return Task.CompletedTask;
    }

    public void Published(string news)
    {
    }

    Task<string> INewsObserver.Ask(string question) => Task.FromResult(question);
}

public sealed class NewsReader(string name) : INewsObserver
{
    private readonly ConcurrentQueue<string> _read = new();
    private int _inside;

    public IReadOnlyCollection<string> Read => _read;

    public bool Overlapped { get; private set; }

    public void Published(string news)
    {
        if (Interlocked.Increment(ref _inside) > 1) Overlapped = true;
        _read.Enqueue(news);
        Signals.Set($"{name} {news}");
        Interlocked.Decrement(ref _inside);
    }

    public async Task<string> Ask(string question)
    {
        await Task.Yield();
        return question == "fail" ? throw new InvalidOperationException("no answer") : $"{name}: {question}";
    }
}

public sealed class ObserverTests : IAsyncLifetime
{
    private readonly string _name = Signals.New();
    private readonly NewsReader _reader;
    private TestSilos _silos = null!;

    public ObserverTests() => _reader = new(_name);

    private INewsGrain Grain => _silos.Grain<INewsGrain>(_name);

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync(silos: 2);

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task An_observer_is_notified_in_order_and_one_call_at_a_time()
    {
        await Grain.Subscribe(_silos.Grains.CreateObjectReference<INewsObserver>(_reader));
        for (var i = 0; i < 200; i++) await Grain.Publish($"{i}");
        await Signals.WaitFor($"{_name} 199");
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), _reader.Read);
        Assert.False(_reader.Overlapped);
    }

    [Fact]
    public async Task A_grain_can_ask_an_observer()
    {
        await Grain.Subscribe(_silos.Grains.CreateObjectReference<INewsObserver>(_reader));
        Assert.Equal($"{_name}: who?", await Grain.Ask("who?"));
    }

    [Fact]
    public async Task An_observer_that_fails_is_dropped_by_the_manager()
    {
        await Grain.Subscribe(_silos.Grains.CreateObjectReference<INewsObserver>(_reader));
        Assert.Equal(string.Empty, await Grain.Ask("fail"));
        Assert.Equal(0, await Grain.Subscribers());
    }

    [Fact]
    public async Task An_observer_that_was_deleted_is_not_called_again()
    {
        var reference = _silos.Grains.CreateObjectReference<INewsObserver>(_reader);
        await Grain.Subscribe(reference);
        _silos.Grains.DeleteObjectReference<INewsObserver>(reference);
        await Grain.Ask("anyone?");
        Assert.Equal(0, await Grain.Subscribers());
        Assert.Empty(_reader.Read);
    }

    [Fact]
    public async Task An_observer_can_unsubscribe()
    {
        var reference = _silos.Grains.CreateObjectReference<INewsObserver>(_reader);
        await Grain.Subscribe(reference);
        await Grain.Subscribe(reference);
        Assert.Equal(1, await Grain.Subscribers());
        await Grain.Unsubscribe(reference);
        Assert.Equal(0, await Grain.Subscribers());
    }

    [Fact]
    public async Task An_observer_that_does_not_subscribe_again_expires()
    {
        await Grain.Subscribe(_silos.Grains.CreateObjectReference<INewsObserver>(_reader));
        await Grain.Age(TimeSpan.FromMinutes(4));
        Assert.Equal(1, await Grain.Subscribers());
        await Grain.Age(TimeSpan.FromMinutes(2));
        Assert.Equal(0, await Grain.Subscribers());
    }

    [Fact]
    public async Task A_grain_cannot_be_made_an_observer() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.CreateObserver());
}
