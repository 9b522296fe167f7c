using System.Text.Json;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.Sessions;

public sealed class SessionGrainTests
{
    [Fact]
    public async Task Session_goes_through_its_life_and_survives_a_restart()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        ISessionGrain session = first.Session("s1");
        Committed<SessionView> created = await session.Create(new() { Name = "n", Type = "director", Metadata = Json("""{"a":1,"b":2}""") });
        Assert.Equal(SessionStatus.Active, created.Value.Status);
        await session.Update(new() { Status = SessionStatus.Idle, Metadata = Json("""{"a":null,"c":3}""") });
        await session.LogEvent(new() { EventType = "file_modified", AgentId = AgentId.Parse("a"), EventData = Json("""{"path":"x"}""") });
        Committed<SessionView> ended = await session.End(new() { Summary = "done" });
        Assert.True(ended.Position > created.Position);

        OrchestratorCluster second = await first.RestartAsync();
        await using (second)
        {
            SessionView view = await second.Session("s1").Get();
            Assert.Equal(SessionStatus.Completed, view.Status);
            Assert.Equal("done", view.Summary);
            Assert.Equal("""{"b":2,"c":3}""", view.Metadata!.Value.GetRawText());
            Assert.Equal(1, view.EventCount);
            Assert.NotNull(view.EndedAt);
            await second.Session("s1").Archive();
            await Assert.ThrowsAsync<ConflictException>(() => second.Session("s1").LogEvent(new() { EventType = "x" }));
        }
    }

    [Fact]
    public async Task Illegal_transition_names_the_current_status()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ISessionGrain session = cluster.Session("s1");
        await session.Create(new());
        await session.Terminate(new() { Reason = "stuck" });

        ConflictException error = await Assert.ThrowsAsync<ConflictException>(() => session.End(new()));

        Assert.Contains("terminated", error.Message, StringComparison.Ordinal);
        Assert.Equal("conflict", error.Code);
        Assert.Equal("stuck", (await session.Get()).TerminationReason);
    }

    [Fact]
    public async Task Session_that_does_not_exist_is_not_found_and_its_id_is_used_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ISessionGrain session = cluster.Session("s1");

        await Assert.ThrowsAsync<NotFoundException>(session.Get);
        await session.Create(new());
        await Assert.ThrowsAsync<ConflictException>(() => session.Create(new()));
        await session.Delete();
        await Assert.ThrowsAsync<NotFoundException>(session.Get);
        await Assert.ThrowsAsync<ConflictException>(() => session.Create(new()));
    }

    [Fact]
    public async Task Bad_field_is_named_and_nothing_is_journaled()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();

        ValidationException error = await Assert.ThrowsAsync<ValidationException>(
            () => cluster.Session("s1").Create(new() { Name = new string('x', 201) }));

        Assert.Equal("name", error.Field);
        Assert.Equal(0, cluster.Journal.LastPosition);
    }

    [Fact]
    public async Task Commands_decided_while_a_commit_is_in_flight_go_into_one_row()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ISessionGrain session = cluster.Session("s1");
        await session.Create(new());
        GatedJournal.Gate gate = cluster.Journal.Hold("session/s1");
        Task<Committed<SessionEventView>> first = session.LogEvent(new() { EventType = "first" });
        await gate.Arrived;
        Task<Committed<SessionEventView>>[] others =
            [.. Enumerable.Range(0, 40).Select(i => session.LogEvent(new() { EventType = $"e{i}" }))];
        await Eventually.TrueAsync(() => Task.FromResult(others.Count(o => !o.IsCompleted)), n => n == 40);
        Assert.Equal(0, (await session.Get()).EventCount);
        gate.Open();
        await Task.WhenAll([first, .. others]);

        IReadOnlyList<JournalEntry> rows = await cluster.ReadAllAsync("session/s1");
        Assert.Equal(41, (await session.Get()).EventCount);
        Assert.InRange(rows.Count, 3, 6);
        Assert.Equal(42, rows.Sum(row => JsonDocument.Parse(row.Payload.ToString()).RootElement.GetArrayLength()));
    }

    [Fact]
    public async Task Command_that_cannot_be_written_is_unavailable_and_changes_nothing()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ISessionGrain session = cluster.Session("s1");
        await session.Create(new());
        GatedJournal.Gate gate = cluster.Journal.Refuse("session/s1", new IOException("the disk is gone"));

        await Assert.ThrowsAsync<UnavailableException>(() => session.End(new()));
        Assert.Equal(SessionStatus.Active, (await session.Get()).Status);
        gate.Open();
        Assert.Equal(SessionStatus.Completed, (await session.End(new())).Value.Status);
    }

    [Fact]
    public async Task Two_activations_never_both_append()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync(silos: 3);
        string id = await CreateOnSecondaryAsync(cluster);
        GatedJournal.Gate gate = cluster.Journal.Hold($"session/{id}");
        Task<Committed<SessionView>> zombie = cluster.Session(id).Update(new() { Name = "zombie" });
        await gate.Arrived;

        // The silo is dead for the others, but its code still runs and is about to append.
        await KillHostOfAsync(cluster, id);
        Committed<SessionView>? successor = await Eventually.TrueAsync(
            () => TryAsync(() => cluster.Session(id).Update(new() { Name = "successor" })), answer => answer is not null);
        gate.Open();
        await Assert.ThrowsAnyAsync<Exception>(() => zombie);

        IReadOnlyList<JournalEntry> rows = await Eventually.TrueAsync(
            () => cluster.ReadAllAsync($"session/{id}"), rows => rows.Count >= 2);
        Assert.Equal([1L, 2], rows.Select(row => row.Sequence));
        Assert.DoesNotContain(rows, row => row.Payload.ToString().Contains("zombie", StringComparison.Ordinal));
        Assert.Equal("successor", (await cluster.Session(id).Get()).Name);
        Assert.Equal(rows[1].Position, successor!.Position);
    }

    private static async Task<string> CreateOnSecondaryAsync(OrchestratorCluster cluster)
    {
        for (int i = 0; ; i++)
        {
            string id = $"s{i}";
            await cluster.Session(id).Create(new());
            if (Host(cluster, id) is { } host && !host.Equals(cluster.Cluster.Primary!.SiloAddress)) return id;
        }
    }

    private static async Task KillHostOfAsync(OrchestratorCluster cluster, string id) =>
        await cluster.KillAsync(cluster.Cluster.Silos.Single(s => s.SiloAddress.Equals(Host(cluster, id))));

    private static SiloAddress? Host(OrchestratorCluster cluster, string id) =>
        cluster.SiloOf(cluster.Session(id).GetGrainId());

    private static async Task<T?> TryAsync<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (Exception error) when (error is SiloUnavailableException or OrleansMessageRejectionException or UnavailableException)
        {
            return null;
        }
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
