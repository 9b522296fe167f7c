using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Gateway.Checkpoints;
using Orchestrator.Reporting.Checkpoints;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>Tools about checkpoints.</summary>
internal static class CheckpointTools
{
    private static readonly ToolParameter<SessionId?> Session = ToolParameters.Id<SessionId>("session_id", "The session.").Required();
    private static readonly ToolParameter<string?> Name = ToolParameters.Text("name", "A name to find it by.", 200).Required();
    private static readonly ToolParameter<JsonElement?> Snapshot = ToolParameters.Json("snapshot", "All that is needed to go on from here: a text or any JSON value but null, up to 1 MiB.").Required();
    private static readonly ToolParameter<string?> Description = ToolParameters.Text("description", "More about it.", 10_000);
    private static readonly ToolParameter<string?> Feature = ToolParameters.Text("feature", "The feature that is worked on.", 200);
    private static readonly ToolParameter<IReadOnlyList<string>?> Tags = ToolParameters.Texts("tags", "Words to find it by.", 100, 200);
    private static readonly ToolParameter<SessionId?> OfSession = ToolParameters.Id<SessionId>("session_id", "Only checkpoints of this session.");
    private static readonly ToolParameter<string?> Words = ToolParameters.Text("query", "Only those whose name, description, feature and tags hold all these words.", 1_000);
    private static readonly ToolParameter<long?> Limit = ToolParameters.Integer("limit", "How many at most.", 1, 100, 10);
    private static readonly ToolParameter<CheckpointId?> Checkpoint = ToolParameters.Id<CheckpointId>("checkpoint_id", "The checkpoint.").Required();
    private static readonly ToolParameter<string?> Into = ToolParameters.OneOf("mode", "read: only gives you the snapshot (the default). new: also restores it into a new session. in_place: into the session it was taken of, which must be open.", "read", "new", "in_place");
    private static readonly ToolParameter<long?> Offset = ToolParameters.Integer("offset", "From which character of the snapshot's JSON on.", 0, 67_108_864, 0);
    private static readonly ToolParameter<long?> MaxChars = ToolParameters.Integer("max_chars", "How many characters of the snapshot's JSON at most; offset reads the rest.", 0, 20_000, 8_000);

    /// <summary>The tools.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new()
        {
            Name = "create_checkpoint",
            Description = "Saves a session with a snapshot of yours, from which you or another agent can go on.",
            Effect = ToolEffect.Adds,
            Parameters = [Session, Name, Snapshot, Description, Feature, Tags, ToolParameters.Key],
            Run = CreateAsync,
        },
        new()
        {
            Name = "list_checkpoints",
            Description = "Lists checkpoints, newest first.",
            Effect = ToolEffect.Reads,
            Acts = false,
            Parameters = [OfSession, Words, Limit, Compact.Cursor],
            Run = ListAsync,
        },
        new()
        {
            Name = "restore_checkpoint",
            Description = "Reads a checkpoint's snapshot, and restores its session if you say so.",
            Effect = ToolEffect.Ends,
            Looks = static call => call.Read(Into) is not ("new" or "in_place"),
            Parameters = [Checkpoint, Into, Offset, MaxChars, ToolParameters.Key],
            Run = RestoreAsync,
        },
    ];

    private static async Task<JsonNode> CreateAsync(ToolCall call, CancellationToken cancellationToken)
    {
        SessionId session = call.Read(Session)!.Value;
        var request = new NewCheckpoint
        {
            Id = CheckpointId.OfCommand(session, call.Services.Time),
            Name = call.Read(Name)!,
            Snapshot = call.Read(Snapshot)!.Value,
            Metadata = new CheckpointMetadata { Description = call.Read(Description), Feature = call.Read(Feature), Tags = call.Read(Tags) },
            CreatedBy = call.Agent.Value,
        };
        CheckpointView made = (await CheckpointCreation.StoreAsync(
            session, request, Encoding.UTF8.GetBytes(request.Snapshot.GetRawText()), call.Services.Snapshots, call.Grains, call.Services.Time, cancellationToken)).Value;
        return Compact.Object(("id", made.Id.Value), ("bytes", made.Size));
    }

    private static async Task<JsonNode> ListAsync(ToolCall call, CancellationToken cancellationToken)
    {
        await call.Services.CatchUpAsync(cancellationToken);
        var filter = new CheckpointFilter { SessionId = call.Read(OfSession), Words = call.Read(Words) };
        return Compact.Page(
            await call.Services.Checkpoints.ListAsync(filter, Compact.PageOf(call, call.Read(Limit)!.Value), cancellationToken), "checkpoints", Describe);
    }

    private static async Task<JsonNode> RestoreAsync(ToolCall call, CancellationToken cancellationToken)
    {
        CheckpointId id = call.Read(Checkpoint)!.Value;
        SavedCheckpoint saved = await call.Grains.GetGrain<ICheckpointGrain>(id.Value).Get();
        string? restored = null;
        if (call.Read(Into) is "new" or "in_place")
        {
            bool anew = call.Read(Into) == "new";
            SessionId into = anew ? SessionId.OfCommand(call.Services.Time) : saved.View.SessionId;
            restored = (await call.Grains.GetGrain<ISessionGrain>(into.Value).Restore(new RestoreCheckpoint { CheckpointId = id, New = anew })).Value.Id.Value;
        }

        JsonObject answer = Describe(saved.View);
        if (restored is not null) answer["restored_session"] = restored;
        int max = (int)call.Read(MaxChars)!.Value;
        if (max == 0) return answer;
        await AddSnapshotAsync(answer, saved, call.Services.Snapshots, (int)call.Read(Offset)!.Value, max, cancellationToken);
        return answer;
    }

    // A snapshot that fits is given as the JSON it is; a part of one is a text.
    private static async Task AddSnapshotAsync(
        JsonObject answer, SavedCheckpoint saved, Orchestrator.Journal.Checkpoints.ICheckpointStore store, int offset, int max, CancellationToken cancellationToken)
    {
        await store.VerifyAsync(saved.Blob, cancellationToken);
        await using Stream stream = await store.OpenAsync(saved.Blob, cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var skipped = new char[4_096];
        for (int left = offset; left > 0;)
        {
            int read = await reader.ReadBlockAsync(skipped.AsMemory(0, Math.Min(left, skipped.Length)), cancellationToken);
            if (read == 0) throw new ValidationException(Offset.Name, "is behind the snapshot's end");
            left -= read;
        }

        var part = new char[max + 1];
        int length = await reader.ReadBlockAsync(part, cancellationToken);
        bool more = length > max;
        if (offset == 0 && !more)
        {
            answer["snapshot"] = JsonNode.Parse(part.AsSpan(0, length).ToString());
            return;
        }

        int kept = more && char.IsHighSurrogate(part[max - 1]) ? max - 1 : Math.Min(length, max);
        answer["snapshot_part"] = part.AsSpan(0, kept).ToString();
        if (more) answer["next_offset"] = offset + kept;
    }

    private static JsonObject Describe(CheckpointView checkpoint) => Compact.Object(
        ("id", checkpoint.Id.Value),
        ("name", checkpoint.Name),
        ("session", checkpoint.SessionId.Value),
        ("feature", checkpoint.Metadata.Feature),
        ("description", checkpoint.Metadata.Description is { } text ? Compact.Cut(text, 200) : null),
        ("created_by", checkpoint.CreatedBy),
        ("bytes", checkpoint.Size),
        ("at", Compact.Time(checkpoint.CreatedAt)));
}
