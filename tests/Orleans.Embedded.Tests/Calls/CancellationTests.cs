using Orleans.Concurrency;
using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Calls;

public interface IPatientGrain : IGrainWithStringKey
{
    Task<string> WaitUntilCancelled(string entered, CancellationToken cancellationToken);

    Task Hold(string entered, string leave);

    Task Note(string entered, CancellationToken cancellationToken);

    Task<string> Relay(string other, string entered, CancellationToken cancellationToken);

    [AlwaysInterleave]
    Task<bool> CancelledOnItsOwnScheduler();
}

public sealed class PatientGrain : Grain, IPatientGrain
{
    private readonly TaskCompletionSource<bool> _cancelled = new();

    public async Task<string> WaitUntilCancelled(string entered, CancellationToken cancellationToken)
    {
        var scheduler = TaskScheduler.Current;
        await using var registration = cancellationToken.Register(
            () => _cancelled.TrySetResult(ReferenceEquals(scheduler, TaskScheduler.Current)));
        Signals.Set(entered);
        await _cancelled.Task;
        Signals.Set($"{entered} cancelled");
        return "cancelled";
    }

    public async Task Hold(string entered, string leave)
    {
        Signals.Set(entered);
        await Signals.WaitFor(leave);
    }

    public Task Note(string entered, CancellationToken cancellationToken)
    {
        Signals.Set(entered);
        return Task.CompletedTask;
    }

    public Task<string> Relay(string other, string entered, CancellationToken cancellationToken) =>
        GrainFactory.GetGrain<IPatientGrain>(other).WaitUntilCancelled(entered, cancellationToken);

    public Task<bool> CancelledOnItsOwnScheduler() => _cancelled.Task;
}

public sealed class CancellationTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly string _entered = Signals.New();
    private TestSilos _silos = null!;

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync();

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task A_caller_that_cancels_is_done_at_once_and_the_callee_learns_of_it_in_a_turn_of_its_own()
    {
        var grain = _silos.Grain<IPatientGrain>("a");
        var call = grain.WaitUntilCancelled(_entered, _cancel.Token);
        await Signals.WaitFor(_entered);
        await _cancel.CancelAsync();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(_cancel.Token, thrown.CancellationToken);
        await Signals.WaitFor($"{_entered} cancelled");
        Assert.True(await grain.CancelledOnItsOwnScheduler());
    }

    [Fact]
    public async Task A_token_cancelled_before_the_call_keeps_it_from_being_sent()
    {
        await _cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _silos.Grain<IPatientGrain>("b").Note(_entered, _cancel.Token));
        await _silos.Grain<IPatientGrain>("b").Note(Signals.New(), CancellationToken.None);
        Assert.False(Signals.IsSet(_entered));
    }

    [Fact]
    public async Task A_request_cancelled_while_it_waits_never_runs()
    {
        var grain = _silos.Grain<IPatientGrain>("c");
        var leave = Signals.New();
        var hold = grain.Hold(_entered, leave);
        await Signals.WaitFor(_entered);
        var note = Signals.New();
        var waiting = grain.Note(note, _cancel.Token);
        await _cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Signals.Set(leave);
        await hold;
        await grain.Note(Signals.New(), CancellationToken.None);
        Assert.False(Signals.IsSet(note));
    }

    [Fact]
    public async Task Cancellation_travels_along_a_chain_of_grains()
    {
        var call = _silos.Grain<IPatientGrain>("d").Relay("e", _entered, _cancel.Token);
        await Signals.WaitFor(_entered);
        await _cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Signals.WaitFor($"{_entered} cancelled");
    }
}
