using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Journal.Postgres;

namespace Orchestrator.Journal.Tests.Locks;

public sealed class SingleProcessLockTests : IAsyncLifetime
{
    private readonly PostgresNodes _nodes = new();
    private SingleProcessLock _first = null!;
    private SingleProcessLock _second = null!;

    public async Task InitializeAsync()
    {
        _first = await OpenAsync();
        _second = await OpenAsync();
        await _first.AcquireAsync(CancellationToken.None).SoonAsync();
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _nodes.DisposeAsync();
    }

    [Fact]
    public async Task A_second_process_is_refused_and_told_who_is_the_first()
    {
        JournalInUseException error = await Assert.ThrowsAsync<JournalInUseException>(
            () => _second.AcquireAsync(CancellationToken.None).SoonAsync());

        Assert.Contains($"pid {Environment.ProcessId}", error.Owner, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-needed-here", error.ToString(), StringComparison.Ordinal);
        Assert.True(_first.IsHeld);
    }

    [Fact]
    public async Task Closing_lets_another_process_in()
    {
        await _first.DisposeAsync();

        await _second.AcquireAsync(CancellationToken.None).SoonAsync();
        Assert.True(_second.IsHeld);
    }

    [Fact]
    public async Task A_lock_whose_connection_broke_is_taken_again_before_the_next_write()
    {
        await _nodes.EndConnectionsAsync();
        await Eventually.TrueAsync(() => !_first.IsHeld);

        await _first.EnsureHeldAsync(CancellationToken.None).SoonAsync();

        Assert.True(_first.IsHeld);
        await Assert.ThrowsAsync<JournalInUseException>(() => _second.AcquireAsync(CancellationToken.None).SoonAsync());
    }

    [Fact]
    public async Task Where_another_process_took_it_meanwhile_nothing_more_is_written()
    {
        await _nodes.EndConnectionsAsync();
        await _second.AcquireAsync(CancellationToken.None).SoonAsync();
        await Eventually.TrueAsync(() => !_first.IsHeld);

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => _first.EnsureHeldAsync(CancellationToken.None).SoonAsync());

        Assert.Equal((JournalUnavailableReason.Busy, JournalWriteOutcome.NotWritten), (error.Reason, error.Outcome));
    }

    private async Task<SingleProcessLock> OpenAsync() =>
        new((await _nodes.OpenAsync()).Database, TimeProvider.System, NullLogger.Instance);
}
