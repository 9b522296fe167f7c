using System.Text.Json;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.Checkpoints;
using Orchestrator.Grains.Sessions;

namespace Orchestrator.Grains.Tests.Checkpoints;

public sealed class CheckpointStateTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void State_of_replayed_events_is_the_state_of_the_events()
    {
        List<CheckpointEvent> events = [Created(), new CheckpointExpired { At = At.AddDays(2) }, new CheckpointDeleted { At = At.AddDays(3) }];
        List<CheckpointEvent> read = JsonSerializer.Deserialize<List<CheckpointEvent>>(JsonSerializer.Serialize(events, OrchestratorJson.Journal), OrchestratorJson.Journal)!;

        string replayed = JsonSerializer.Serialize(read.Aggregate(new CheckpointState(), (state, change) => state.Apply(change, 1)).Saved, OrchestratorJson.Journal);

        Assert.Equal(JsonSerializer.Serialize(events.Aggregate(new CheckpointState(), (state, change) => state.Apply(change, 1)).Saved, OrchestratorJson.Journal), replayed);
        Assert.Contains("\"feature\":\"login\"", replayed, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_is_over_at_the_moment_it_ends_or_when_that_is_noted()
    {
        CheckpointState state = new CheckpointState().Apply(Created(), 1);
        Assert.False(state.IsExpired(At.AddDays(1).AddMilliseconds(-1)));
        Assert.True(state.IsExpired(At.AddDays(1)));
        Assert.True(state.Apply(new CheckpointExpired { At = At.AddDays(1) }, 2).IsExpired(At));
        Assert.False(new CheckpointState().Apply(Created() with { ExpiresAt = null }, 1).IsExpired(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void A_restored_session_is_what_was_saved_and_keeps_its_own_id_and_age()
    {
        SessionState state = new SessionState()
            .Apply(new SessionCreated { At = At, Id = SessionId.Parse("s"), Type = "active", Name = "n", Status = SessionStatus.Active, Branch = "b" }, 1)
            .Apply(
                new SessionRestored { At = At.AddDays(1), CheckpointId = CheckpointId.Parse("c"), Type = "director", Status = SessionStatus.Idle, Workspace = "w" }, 2);

        SessionView session = state.Session!;
        Assert.Equal(("s", "director", null, "w", null, "c"), (session.Id.Value, session.Type, session.Name, session.Workspace, session.Branch, session.RestoredFrom?.Value));
        Assert.Equal((SessionStatus.Idle, At, At.AddDays(1)), (session.Status, session.CreatedAt, session.LastActivity));
    }

    private static CheckpointCreated Created() => new()
    {
        At = At,
        Id = CheckpointId.Parse("c"),
        Name = "n",
        Session = new SessionView { Id = SessionId.Parse("s"), Type = "active", Status = SessionStatus.Active, CreatedAt = At, LastActivity = At },
        Blob = new CheckpointBlob { Checksum = new string('a', 64), Size = 3, StoredSize = 9 },
        Metadata = new() { Feature = "login" },
        ExpiresAt = At.AddDays(1),
    };
}
