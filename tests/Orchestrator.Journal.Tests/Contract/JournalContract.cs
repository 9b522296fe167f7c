namespace Orchestrator.Journal.Tests;

/// <summary>What every dialect of the journal promises. A dialect inherits it and says how to open a store.</summary>
public abstract partial class JournalContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    protected IJournal Journal { get; private set; } = null!;

    public async Task InitializeAsync() => Journal = await OpenAsync();

    public Task DisposeAsync() => CloseAsync();

    /// <summary>Opens the test's store, new and empty the first time.</summary>
    protected abstract Task<IJournal> OpenAsync();

    /// <summary>Closes the store; its data stays.</summary>
    protected abstract Task CloseAsync();

    private async Task ReopenAsync()
    {
        await CloseAsync();
        Journal = await OpenAsync();
    }

    private static JournalAppend Row(string grain, long sequence, int events = 1) => Rows.Row(grain, sequence, events);
}
