using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Sessions;

/// <summary>What the events of a session say.</summary>
public sealed record SessionState : IEventSourced<SessionState, SessionEvent>
{
    /// <summary>The session; null before it was created.</summary>
    public SessionView? Session { get; init; }

    /// <summary>Whether it was deleted.</summary>
    public bool Deleted { get; init; }

    /// <summary>The number of the last event that those who work in it must be told of; 0 when they know everything.</summary>
    public long Unsettled { get; init; }

    /// <summary>Its departments by name.</summary>
    public ImmutableDictionary<string, DepartmentId> Departments { get; init; } = ImmutableDictionary.Create<string, DepartmentId>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Weight => 1 + Departments.Count;

    /// <inheritdoc/>
    public SessionState Apply(SessionEvent change, long sequence)
    {
        SessionState next = Apply(change);
        return SessionNews.ConcernsOthers(change) ? next with { Unsettled = sequence } : next;
    }

    private SessionState Apply(SessionEvent change) => change switch
    {
        SessionSettled settled => this with { Unsettled = settled.UpTo >= Unsettled ? 0 : Unsettled },
        SessionCreated created => this with { Session = Create(created) },
        SessionDeleted => this with { Deleted = true },
        SessionDepartmentAdded added => this with
        {
            Departments = Departments.SetItem(added.Name, added.DepartmentId),
            Session = Session! with { LastActivity = change.At },
        },
        _ when Session is { } session => this with { Session = Apply(session, change) with { LastActivity = change.At } },
        _ => this,
    };

    private static SessionView Create(SessionCreated created) => new()
    {
        Id = created.Id,
        Type = created.Type,
        Name = created.Name,
        Status = created.Status,
        ProjectPath = created.ProjectPath,
        Workspace = created.Workspace,
        Branch = created.Branch,
        MainAgentId = created.MainAgentId,
        Capabilities = created.Capabilities ?? [],
        Constraints = created.Constraints ?? [],
        Metadata = created.Metadata,
        RestoredFrom = created.RestoredFrom,
        CreatedAt = created.At,
        LastActivity = created.At,
    };

    private static SessionView Apply(SessionView session, SessionEvent change) => change switch
    {
        SessionUpdated updated => session with
        {
            Name = updated.Name ?? session.Name,
            ProjectPath = updated.ProjectPath ?? session.ProjectPath,
            Workspace = updated.Workspace ?? session.Workspace,
            Branch = updated.Branch ?? session.Branch,
            MainAgentId = updated.MainAgentId ?? session.MainAgentId,
            Capabilities = updated.Capabilities ?? session.Capabilities,
            Constraints = updated.Constraints ?? session.Constraints,
            Metadata = updated.Metadata ?? session.Metadata,
        },
        SessionStatusChanged changed => session with
        {
            Status = changed.To,
            EndedAt = changed.To == SessionStatus.Error ? changed.At : session.EndedAt,
        },
        SessionEnded ended => session with
        {
            Status = SessionStatus.Completed,
            Summary = ended.Summary,
            EndedAt = ended.At,
        },
        SessionTerminated terminated => session with
        {
            Status = SessionStatus.Terminated,
            TerminationReason = terminated.Reason,
            EndedAt = terminated.At,
        },
        SessionArchived => session with { Status = SessionStatus.Archived },
        SessionRestored restored => session with
        {
            Type = restored.Type,
            Name = restored.Name,
            Status = restored.Status,
            ProjectPath = restored.ProjectPath,
            Workspace = restored.Workspace,
            Branch = restored.Branch,
            MainAgentId = restored.MainAgentId,
            Capabilities = restored.Capabilities ?? [],
            Constraints = restored.Constraints ?? [],
            Metadata = restored.Metadata,
            RestoredFrom = restored.CheckpointId,
        },
        SessionEventLogged => session with { EventCount = session.EventCount + 1 },
        _ => session,
    };

    /// <summary>The metadata with the fields of a patch set, and those that the patch has as null removed.</summary>
    public static JsonElement Merge(JsonElement? metadata, JsonElement patch)
    {
        var fields = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonElement source in metadata is { } present ? [present, patch] : new[] { patch })
        {
            foreach (JsonProperty field in source.EnumerateObject())
            {
                if (field.Value.ValueKind == JsonValueKind.Null) fields.Remove(field.Name);
                else fields[field.Name] = field.Value;
            }
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach ((string name, JsonElement value) in fields)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }
}
