using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Client.Tests.Streams;

/// <summary>Events that the host pushes to a .NET client.</summary>
public sealed class FollowEventsTests
{
    [Fact]
    public async Task Events_come_as_they_happen_and_only_those_that_are_wanted()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        await using IAsyncEnumerator<StreamedEvent> events = client.Client
            .FollowEventsAsync(new() { Types = ["session-created"], SessionId = SessionId.Parse("wanted") }, new(0), Eventually.Patient()).GetAsyncEnumerator();

        await client.Client.Sessions.CreateAsync(new CreateSession { Id = SessionId.Parse("other") });
        await client.Client.Sessions.CreateAsync(new CreateSession { Id = SessionId.Parse("wanted") });

        Assert.True(await events.MoveNextAsync());
        Assert.Equal("session/wanted", events.Current.Event.Grain);
        Assert.Equal("wanted", events.Current.Event.Payload.GetProperty("id").GetString());
        Assert.Equal(2, events.Current.Cursor.Position);
    }

    [Fact]
    public async Task A_restart_of_the_host_loses_nothing_and_repeats_nothing()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        SessionView session = await client.Client.Sessions.CreateAsync(new CreateSession());
        await using IAsyncEnumerator<StreamedEvent> events = client.Client
            .FollowEventsAsync(new() { Types = ["session-event-logged"] }, new(0), Eventually.Patient()).GetAsyncEnumerator();
        List<int> seen = [];

        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 20; i++) await LogAsync(client, session.Id, (round * 20) + i);
            if (round == 1) await TakeAsync(events, 5, seen);
            await host.StopAsync();
            await host.StartAgainAsync();
        }

        await TakeAsync(events, 55, seen);
        Assert.Equal(Enumerable.Range(0, 60), seen);
    }

    [Fact]
    public async Task A_loop_that_takes_nothing_is_sent_no_more_than_its_window_and_gets_the_rest_later()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        SessionView session = await client.Client.Sessions.CreateAsync(new CreateSession());
        await using IAsyncEnumerator<StreamedEvent> events = client.Client
            .FollowEventsAsync(new() { Types = ["session-event-logged"] }, new(0), Eventually.Patient()).GetAsyncEnumerator();
        await LogAsync(client, session.Id, 0);
        List<int> seen = [];
        await TakeAsync(events, 1, seen);

        await Parallel.ForEachAsync(Enumerable.Range(1, 3_000), async (number, _) => await LogAsync(client, session.Id, number));
        await TakeAsync(events, 3_000, seen);

        Assert.Equal(Enumerable.Range(0, 3_001), seen.Order());
    }

    [Fact]
    public async Task A_silent_client_is_pushed_its_window_and_no_more()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        SessionView session = await client.Client.Sessions.CreateAsync(new CreateSession());
        for (int i = 0; i < 50; i++) await LogAsync(client, session.Id, i);
        var silent = new SilentObserver();
        IEventObserver reference = client.Cluster.CreateObjectReference<IEventObserver>(silent);
        IEventStreamGrain stream = client.Cluster.GetGrain<IEventStreamGrain>("silent");

        EventCursor begin = await stream.Follow(new() { Run = 1, After = new(1), Window = 7 }, reference);
        await Eventually.TrueAsync(() => silent.Events == 7, "the window is pushed");
        await stream.Follow(new() { Run = 1, After = new(1), Window = 7 }, reference); // renews, and pushes nothing anew
        await stream.Acknowledge(1, 5);
        await Eventually.TrueAsync(() => silent.Events == 12, "room is filled");

        Assert.Equal(new EventCursor(1), begin);
        Assert.Equal(12, silent.Events);
        await stream.Unfollow();
        client.Cluster.DeleteObjectReference<IEventObserver>(reference);
    }

    [Fact]
    public async Task What_cannot_be_followed_is_an_error()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);

        Assert.Throws<ValidationException>(() => client.Client.FollowEventsAsync(new() { Types = ["no-such"] }));
        ConflictException ahead = await Assert.ThrowsAsync<ConflictException>(
            async () => await client.Client.FollowEventsAsync(after: new(1_000), cancellationToken: Eventually.Patient()).FirstAsync());

        Assert.Equal("cursor-ahead", ahead.Code);
    }

    private static async Task LogAsync(TestClient client, SessionId session, int number) => await client.Client.Sessions.LogEventAsync(
        session, new LogSessionEvent { EventType = "note", EventData = System.Text.Json.JsonSerializer.SerializeToElement(new { number }) });

    private static async Task TakeAsync(IAsyncEnumerator<StreamedEvent> events, int count, List<int> seen)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(await events.MoveNextAsync());
            seen.Add(events.Current.Event.Payload.GetProperty("eventData").GetProperty("number").GetInt32());
        }
    }

    private sealed class SilentObserver : IEventObserver
    {
        private int _events;

        public int Events => Volatile.Read(ref _events);

        public Task Push(EventBatch batch)
        {
            Interlocked.Add(ref _events, batch.Events.Count);
            return Task.CompletedTask;
        }

        public Task End(long run, string code) => Task.CompletedTask;
    }
}
