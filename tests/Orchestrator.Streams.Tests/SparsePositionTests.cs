using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Streams;
using Orchestrator.Journal;

namespace Orchestrator.Streams.Tests;

/// <summary>A journal whose positions have gaps, such as that on PostgreSQL.</summary>
public sealed class SparsePositionTests : IAsyncDisposable
{
    private const long Spacing = 1 << 12;

    private readonly MemoryJournal _journal = new(Spacing);
    private readonly ServiceProvider _services;

    public SparsePositionTests()
    {
        _services = new ServiceCollection()
            .AddSingleton<IJournal>(_journal)
            .Configure<StreamOptions>(options => (options.RingRows, options.PageBytes, options.GatherTime) = (16, 1_024, TimeSpan.Zero))
            .AddEventStreams()
            .BuildServiceProvider();
    }

    private EventFeed Feed => _services.GetRequiredService<EventFeed>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task Gaps_expire_no_place_and_nothing_is_missed_or_repeated()
    {
        Add(1, 100);
        using FeedReader reader = await Feed.OpenAsync(EventFilter.All, new(0), CancellationToken.None);
        using FeedReader between = await Feed.OpenAsync(EventFilter.All, new((50 * Spacing) + 7), CancellationToken.None);
        Add(101, 300);

        Assert.Equal(Positions(1, 300), await TakeAsync(reader, 300));
        Assert.Equal(Positions(51, 300), await TakeAsync(between, 250));
    }

    [Fact]
    public async Task Place_within_a_commit_is_no_gap()
    {
        _journal.Add(Rows.Of("session/a", Rows.Logged(1), Rows.Logged(2), Rows.Logged(3)));
        _journal.RemoveBefore(Spacing);
        using FeedReader reader = await Feed.OpenAsync(EventFilter.All, new(Spacing, 2), CancellationToken.None);

        IReadOnlyList<FeedEvent>? read = await reader.ReadAsync(CancellationToken.None);

        Assert.Equal($"{Spacing}", Assert.Single(read!).Streamed.Cursor.Value);
    }

    [Fact]
    public async Task Place_before_what_was_removed_is_refused_and_says_where_to_go_on()
    {
        Add(1, 10);
        _journal.RemoveBefore(6 * Spacing);

        CursorExpiredException error = await Assert.ThrowsAsync<CursorExpiredException>(
            () => Feed.OpenAsync(EventFilter.All, new(4 * Spacing), CancellationToken.None));
        using FeedReader reader = await Feed.OpenAsync(EventFilter.All, new(error.FirstPosition - 1), CancellationToken.None);

        Assert.Contains($"after={error.FirstPosition - 1}", error.Message, StringComparison.Ordinal);
        Assert.Equal(Positions(6, 10), await TakeAsync(reader, 5));
    }

    [Fact]
    public async Task Reader_from_now_on_begins_behind_what_other_processes_wrote()
    {
        Add(1, 3);
        using FeedReader reader = await Feed.OpenAsync(EventFilter.All, null, CancellationToken.None);
        Add(4, 5);

        Assert.Equal(Positions(4, 5), await TakeAsync(reader, 2));
    }

    [Fact]
    public async Task Reader_from_now_on_waits_for_transactions_that_stand_before_the_end()
    {
        Add(1, 3);
        _journal.HeldFrom = 3 * Spacing; // what has a lower position is not committed yet

        await Assert.ThrowsAsync<JournalUnavailableException>(() => Feed.OpenAsync(EventFilter.All, null, CancellationToken.None));
        Assert.Equal(0, Feed.Readers);
        _journal.HeldFrom = long.MaxValue;
        using FeedReader reader = await Feed.OpenAsync(EventFilter.All, null, CancellationToken.None);

        Assert.Equal(new EventCursor(3 * Spacing), reader.Cursor);
    }

    private static IEnumerable<long> Positions(int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => i * Spacing);

    private static async Task<IEnumerable<long>> TakeAsync(FeedReader reader, int count)
    {
        List<long> taken = [];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (taken.Count < count)
        {
            if (await reader.ReadAsync(patience.Token) is { } events) taken.AddRange(events.Select(one => one.Streamed.Event.Position));
            else await reader.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, patience.Token);
        }

        return taken;
    }

    private void Add(int first, int last)
    {
        for (int i = first; i <= last; i++) _journal.Add(Rows.Of("session/a", Rows.Logged(i)));
    }
}
