using System.Collections.Concurrent;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Streams;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Streams;

/// <summary>Events that are pushed to Orleans clients.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task Batches_follow_each_other_and_never_hold_more_than_the_window()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await LogAsync(cluster, 40);
        using var observer = new Observer(cluster);

        EventCursor begin = await observer.Stream.Follow(new() { Run = 1, After = new(0), Window = 10 }, observer.Reference);
        await observer.HasAsync(10);
        await observer.Stream.Acknowledge(1, 4);
        await observer.HasAsync(14);
        await observer.Stream.Acknowledge(7, 14); // another run's
        await observer.Stream.Acknowledge(1, 14);
        await observer.HasAsync(24);

        Assert.Equal(new EventCursor(0), begin);
        EventBatch[] batches = [.. observer.Batches];
        Assert.Equal(begin, batches[0].After);
        Assert.Equal(batches[..^1].Select(batch => batch.Next), batches[1..].Select(batch => batch.After));
        Assert.Equal(24, batches.SelectMany(batch => batch.Events).Select(one => one.Cursor).Distinct().Count());
    }

    [Fact]
    public async Task Another_run_begins_where_its_client_is_and_the_same_one_is_renewed()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await LogAsync(cluster, 20);
        using var observer = new Observer(cluster);
        await observer.Stream.Follow(new() { Run = 1, After = new(0), Window = 5 }, observer.Reference);
        await observer.HasAsync(5);
        EventCursor here = observer.Batches.Last().Next;

        EventCursor renewed = await observer.Stream.Follow(new() { Run = 1, After = here, Window = 5 }, observer.Reference);
        EventCursor begun = await observer.Stream.Follow(new() { Run = 2, After = here, Window = 5 }, observer.Reference);
        await observer.HasAsync(10);

        Assert.Equal((new EventCursor(0), here), (renewed, begun));
        Assert.Equal(10, observer.Batches.SelectMany(batch => batch.Events).Select(one => one.Cursor).Distinct().Count());
    }

    [Fact]
    public async Task What_cannot_be_followed_is_refused()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        using var observer = new Observer(cluster);

        ValidationException window = await Assert.ThrowsAsync<ValidationException>(
            () => observer.Stream.Follow(new() { Run = 1, Window = 0 }, observer.Reference));
        ValidationException types = await Assert.ThrowsAsync<ValidationException>(
            () => observer.Stream.Follow(new() { Run = 1, Filter = new() { Types = ["no-such"] } }, observer.Reference));
        ConflictException ahead = await Assert.ThrowsAsync<ConflictException>(
            () => observer.Stream.Follow(new() { Run = 1, After = new(1_000) }, observer.Reference));

        Assert.Equal(("window", "types", "cursor-ahead"), (window.Field, types.Field, ahead.Code));
    }

    private static async Task LogAsync(OrchestratorCluster cluster, int events)
    {
        await cluster.Session("s").Create(new CreateSession());
        for (int i = 1; i < events; i++) await cluster.Session("s").LogEvent(new LogSessionEvent { EventType = "note" });
    }

    private sealed class Observer : IEventObserver, IDisposable
    {
        private readonly OrchestratorCluster _cluster;

        public Observer(OrchestratorCluster cluster)
        {
            _cluster = cluster;
            Reference = cluster.Cluster.GrainFactory.CreateObjectReference<IEventObserver>(this);
            Stream = cluster.Cluster.GrainFactory.GetGrain<IEventStreamGrain>("test");
        }

        public IEventObserver Reference { get; }

        public IEventStreamGrain Stream { get; }

        public ConcurrentQueue<EventBatch> Batches { get; } = [];

        public Task Push(EventBatch batch)
        {
            Batches.Enqueue(batch);
            return Task.CompletedTask;
        }

        public Task End(long run, string code) => Task.CompletedTask;

        /// <summary>Waits for events, and sees that no more come than there is room for.</summary>
        public async Task HasAsync(int events)
        {
            await Eventually.TrueAsync(() => Task.FromResult(Batches.Sum(batch => batch.Events.Count)), count => count >= events);
            Assert.Equal(events, Batches.Sum(batch => batch.Events.Count));
        }

        public void Dispose() => _cluster.Cluster.GrainFactory.DeleteObjectReference<IEventObserver>(Reference);
    }
}
