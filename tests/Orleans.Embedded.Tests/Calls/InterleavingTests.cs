using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using Orleans.Embedded.Tests.Support;
using Orleans.Serialization.Invocation;

namespace Orleans.Embedded.Tests.Calls;

public interface IDoorGrain : IGrainWithStringKey
{
    /// <summary>Raises the one signal and waits for the other.</summary>
    Task Hold(string entered, string leave);

    [ReadOnly]
    Task Read(string entered, string leave);

    [AlwaysInterleave]
    Task Knock(string entered);

    [AlwaysInterleave]
    Task StopSpinning();

    Task Spin();

    Task<bool> KeepsItsScheduler();
}

public class DoorGrain : Grain, IDoorGrain
{
    private bool _stop;

    public async Task Hold(string entered, string leave)
    {
        Signals.Set(entered);
        await Signals.WaitFor(leave);
    }

    public Task Read(string entered, string leave) => Hold(entered, leave);

    public Task Knock(string entered)
    {
        Signals.Set(entered);
        return Task.CompletedTask;
    }

    public Task StopSpinning()
    {
        _stop = true;
        return Task.CompletedTask;
    }

    public async Task Spin()
    {
        while (!_stop) await Task.Yield();
    }

    public async Task<bool> KeepsItsScheduler()
    {
        var before = TaskScheduler.Current;
        await Task.Yield();
        await Task.Run(() => { });
        return ReferenceEquals(before, TaskScheduler.Current) && before != TaskScheduler.Default;
    }
}

public interface IOpenDoorGrain : IDoorGrain;

[Reentrant]
public sealed class OpenDoorGrain : DoorGrain, IOpenDoorGrain;

public interface IPickyDoorGrain : IGrainWithStringKey
{
    Task Enter(string name, string entered, string leave);
}

[MayInterleave(nameof(IsFriend))]
public sealed class PickyDoorGrain : Grain, IPickyDoorGrain
{
    public static bool IsFriend(IInvokable request) => request.GetArgument(0) is "friend";

    public async Task Enter(string name, string entered, string leave)
    {
        Signals.Set(entered);
        await Signals.WaitFor(leave);
    }
}

public sealed class InterleavingTests : IAsyncLifetime
{
    private readonly string _one = Signals.New();
    private readonly string _two = Signals.New();
    private readonly string _leave = Signals.New();
    private TestSilos _silos = null!;

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync();

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task A_request_waits_while_another_runs()
    {
        var door = Door<IDoorGrain>();
        var first = door.Hold(_one, _leave);
        await Signals.WaitFor(_one);
        var second = door.Hold(_two, _leave);
        await door.Knock(Signals.New());
        Assert.False(Signals.IsSet(_two));
        Signals.Set(_leave);
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Read_only_requests_run_together()
    {
        var door = Door<IDoorGrain>();
        var reads = new[] { door.Read(_one, _leave), door.Read(_two, _leave) };
        await Signals.WaitFor(_one);
        await Signals.WaitFor(_two);
        Signals.Set(_leave);
        await Task.WhenAll(reads);
    }

    [Fact]
    public async Task A_write_waits_for_a_read()
    {
        var door = Door<IDoorGrain>();
        var read = door.Read(_one, _leave);
        await Signals.WaitFor(_one);
        var write = door.Hold(_two, _leave);
        await door.Knock(Signals.New());
        Assert.False(Signals.IsSet(_two));
        Signals.Set(_leave);
        await Task.WhenAll(read, write);
        Assert.True(Signals.IsSet(_two));
    }

    [Fact]
    public async Task A_read_overtakes_a_waiting_write_while_another_read_runs()
    {
        var door = Door<IDoorGrain>();
        var read = door.Read(_one, _leave);
        await Signals.WaitFor(_one);
        var writeEntered = Signals.New();
        var write = door.Hold(writeEntered, _leave);
        var overtaking = door.Read(_two, _leave);
        await Signals.WaitFor(_two);
        Assert.False(Signals.IsSet(writeEntered));
        Signals.Set(_leave);
        await Task.WhenAll(read, write, overtaking);
    }

    [Fact]
    public async Task An_always_interleaving_request_runs_beside_any()
    {
        var door = Door<IDoorGrain>();
        var hold = door.Hold(_one, _leave);
        await Signals.WaitFor(_one);
        await door.Knock(_two);
        Assert.False(hold.IsCompleted);
        Signals.Set(_leave);
        await hold;
    }

    [Fact]
    public async Task Requests_of_a_reentrant_grain_run_together()
    {
        var door = Door<IOpenDoorGrain>();
        var first = door.Hold(_one, _leave);
        var second = door.Hold(_two, _leave);
        await Signals.WaitFor(_one);
        await Signals.WaitFor(_two);
        Signals.Set(_leave);
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task A_predicate_says_who_may_interleave()
    {
        var door = _silos.Grain<IPickyDoorGrain>(Signals.New());
        var guest = door.Enter("guest", _one, _leave);
        await Signals.WaitFor(_one);
        var strangerEntered = Signals.New();
        var stranger = door.Enter("stranger", strangerEntered, _leave);
        var friend = door.Enter("friend", _two, _leave);
        await Signals.WaitFor(_two);
        Assert.False(Signals.IsSet(strangerEntered));
        Signals.Set(_leave);
        await Task.WhenAll(guest, stranger, friend);
    }

    [Fact]
    public async Task A_grain_that_never_pauses_does_not_keep_interleaving_requests_out()
    {
        var door = Door<IDoorGrain>();
        var spin = door.Spin();
        await door.StopSpinning();
        await spin;
    }

    [Fact]
    public async Task After_awaiting_the_code_of_a_grain_is_back_on_its_own_scheduler() =>
        Assert.True(await Door<IDoorGrain>().KeepsItsScheduler());

    [Fact]
    public async Task Ten_thousand_waiting_requests_are_worked_off_in_order()
    {
        var door = Door<IDoorGrain>();
        var hold = door.Hold(_one, _leave);
        await Signals.WaitFor(_one);
        var order = new List<int>();
        var waiting = Enumerable.Range(0, 10_000).Select(i => door.Hold(_two, _leave).ContinueWith(
            _ => { lock (order) order.Add(i); }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)).ToArray();
        Signals.Set(_leave);
        await hold;
        await Task.WhenAll(waiting);
        Assert.Equal(10_000, order.Count);
    }

    private T Door<T>([CallerMemberName] string key = "")
        where T : IGrainWithStringKey => _silos.Grain<T>(key);
}
