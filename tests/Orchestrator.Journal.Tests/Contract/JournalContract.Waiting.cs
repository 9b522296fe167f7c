namespace Orchestrator.Journal.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task A_wait_ends_with_the_next_append_and_not_before()
    {
        long last = await Journal.AppendAsync(Row("a", 1), None).SoonAsync();
        Task wait = Journal.WaitForAppendAsync(last, None).AsTask();
        using CancellationTokenSource end = new();
        Task laterWait = Journal.WaitForAppendAsync(long.MaxValue - 1, end.Token).AsTask();
        Assert.False(wait.IsCompleted);

        last = await Journal.AppendAsync(Row("a", 2), None).SoonAsync();

        await wait.SoonAsync();
        Task nextWait = Journal.WaitForAppendAsync(last, None).AsTask();
        Assert.False(nextWait.IsCompleted);
        await Journal.AppendAsync(Row("a", 3), None).SoonAsync();
        await nextWait.SoonAsync();
        Assert.False(laterWait.IsCompleted);
        await end.CancelAsync();
    }

    [Fact]
    public async Task A_wait_for_what_is_there_already_ends_at_once()
    {
        await Journal.AppendAsync(Row("a", 1), None).SoonAsync();

        Task wait = Journal.WaitForAppendAsync(0, None).AsTask();

        Assert.True(wait.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_refused_append_wakes_nobody()
    {
        long last = await Journal.AppendAsync(Row("a", 1), None).SoonAsync();
        Task wait = Journal.WaitForAppendAsync(last, None).AsTask();

        await Assert.ThrowsAsync<JournalConflictException>(() => Journal.AppendAsync(Row("a", 1), None).SoonAsync());

        Assert.False(wait.IsCompleted);
        await Journal.AppendAsync(Row("a", 2), None).SoonAsync();
        await wait.SoonAsync();
    }

    [Fact]
    public async Task A_wait_ends_with_its_token()
    {
        using CancellationTokenSource cancellation = new();
        Task wait = Journal.WaitForAppendAsync(0, cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.SoonAsync());
    }

    [Fact]
    public async Task A_wait_ends_with_an_error_when_the_journal_closes()
    {
        Task wait = Journal.WaitForAppendAsync(0, None).AsTask();

        await CloseAsync();

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(() => wait.SoonAsync());
        Assert.Equal(JournalUnavailableReason.Stopped, error.Reason);
    }

    [Fact]
    public async Task An_append_cancelled_beforehand_is_not_written()
    {
        CancellationToken cancelled = new(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Journal.AppendAsync(Row("a", 1), cancelled).SoonAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Journal.AppendAsync([Row("a", 1)], cancelled).SoonAsync());

        await Journal.AppendAsync(Row("a", 1), None).SoonAsync();
        Assert.Single(await Journal.ReadToEndAsync());
    }

    [Fact]
    public async Task An_append_cancelled_at_any_moment_is_either_written_and_acknowledged_or_neither()
    {
        for (int round = 0; round < 200; round++)
        {
            using CancellationTokenSource cancellation = new();
            Task<long> append = Journal.AppendAsync(Row($"grain-{round}", 1), cancellation.Token).AsTask();
            Task cancelling = Task.Run(cancellation.Cancel);
            bool acknowledged = await append.ContinueWith(task => task.IsCompletedSuccessfully, TaskScheduler.Default).SoonAsync();
            await cancelling;
            // A later append is written later: what the cancelled one left is decided by then.
            await Journal.AppendAsync(Row("after", round + 1), None).SoonAsync();

            Assert.Equal(acknowledged ? 1 : 0, (await Journal.ReadGrainAsync($"grain-{round}", 1, 10, None)).Count);
        }
    }

    [Fact]
    public async Task A_closed_journal_refuses_everything_as_stopped()
    {
        await CloseAsync();

        JournalUnavailableException append =
            await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.AppendAsync(Row("a", 1), None).SoonAsync());
        JournalUnavailableException read =
            await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.ReadAsync(0, 1, 1, None).SoonAsync());

        Assert.Equal((JournalUnavailableReason.Stopped, JournalWriteOutcome.NotWritten), (append.Reason, append.Outcome));
        Assert.Equal(JournalUnavailableReason.Stopped, read.Reason);
    }

    [Fact]
    public async Task What_is_appended_before_the_close_is_written_by_it()
    {
        Task<long>[] appends = [.. Enumerable.Range(1, 500).Select(n => Journal.AppendAsync(Row("a", n), None).AsTask())];

        await CloseAsync();

        await Task.WhenAll(appends).SoonAsync();
        Journal = await OpenAsync();
        Assert.Equal(500, (await Journal.ReadToEndAsync()).Count);
    }
}
