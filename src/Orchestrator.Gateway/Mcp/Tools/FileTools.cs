using System.Text.Json.Nodes;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Validation;
using Orchestrator.Gateway.Files;
using Orchestrator.Reporting.Files;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>Tools about files that agents reserve.</summary>
internal static class FileTools
{
    private static readonly ToolParameter<ProjectPath?> Project = new(
        "project",
        static () => new JsonObject { ["type"] = "string", ["description"] = "The project, by the absolute path of its folder.", ["minLength"] = 1, ["maxLength"] = Check.MaxPathLength },
        required: true,
        null,
        static value => ProjectPath.Parse(value.ValueKind == System.Text.Json.JsonValueKind.String ? value.GetString() : null));

    private static readonly ToolParameter<IReadOnlyList<string>?> Patterns = ToolParameters.Texts(
        "paths", "Files relative to the project's folder, or patterns such as src/**/*.cs.", Check.MaxListLength, Check.MaxPathLength, minItems: 1).Required();

    private static readonly ToolParameter<FileLeaseMode?> Mode = ToolParameters.Word<FileLeaseMode>("mode", "exclusive (the default): nobody else may hold them. shared: others may too.");
    private static readonly ToolParameter<double?> Ttl = ToolParameters.Number("ttl_seconds", "For how many seconds; signs of life renew it.", 1, 604_800, 3_600);
    private static readonly ToolParameter<string?> Reason = ToolParameters.Text("reason", "What for; shown to those whom it stands in the way of.", 1_000);
    private static readonly ToolParameter<SessionId?> Session = ToolParameters.Id<SessionId>("session_id", "The session you work for.");
    private static readonly ToolParameter<TaskId?> Task = ToolParameters.Id<TaskId>("task_id", "The task you work on.");
    private static readonly ToolParameter<FileLeaseId?> Lease = ToolParameters.Id<FileLeaseId>("lease_id", "The lease; all of yours when absent.");

    private static readonly ToolParameter<IReadOnlyList<string>?> Paths = ToolParameters.Texts(
        "paths", "The files you would change, relative to the project's folder; no patterns.", 500, Check.MaxPathLength, minItems: 1).Required();

    /// <summary>The tools.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new()
        {
            Name = "reserve_files",
            Description = "Reserves files before you change them: all that you name, or none. If another agent holds some of them you are told who, and until when.",
            Effect = ToolEffect.Adds,
            Parameters = [Project, Patterns, Mode, Ttl, Reason, Session, Task, ToolParameters.Key],
            Run = ReserveAsync,
        },
        new()
        {
            Name = "check_files",
            Description = "Says which reservations of others stand in the way of changing files.",
            Effect = ToolEffect.Reads,
            Parameters = [Project, Paths],
            Run = CheckAsync,
        },
        new()
        {
            Name = "release_files",
            Description = "Gives files back that you reserved, once your changes are committed.",
            Effect = ToolEffect.Settles,
            Keyed = false, // it may be many commands of one grain, and each is harmless when repeated
            Parameters = [Lease],
            Run = ReleaseAsync,
        },
    ];

    private static async Task<JsonNode> ReserveAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var command = new ReserveFiles
        {
            Id = FileLeaseId.OfCommand(call.Services.Time),
            Project = call.Read(Project)!.Value,
            AgentId = call.Agent,
            Epoch = call.Epoch,
            SessionId = call.Read(Session),
            TaskId = call.Read(Task),
            Mode = call.Read(Mode) ?? FileLeaseMode.Exclusive,
            Patterns = call.Read(Patterns)!,
            TtlSeconds = call.Read(Ttl)!.Value,
            Reason = call.Read(Reason),
        };
        command.Validate();
        FileLeaseView lease = (await call.Grains.GetGrain<IProjectFilesGrain>(command.Project.Key).Reserve(command)).Value;
        return Compact.Object(("lease_id", lease.Id.Value), ("until", Compact.Time(lease.ExpiresAt)));
    }

    private static async Task<JsonNode> CheckAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var question = new CheckFiles { Project = call.Read(Project)!.Value, AgentId = call.Agent, Paths = call.Read(Paths)! };
        question.Validate();
        IReadOnlyList<FileConflict> conflicts = await call.Grains.GetGrain<IProjectFilesGrain>(question.Project.Key).Check(question);
        return Compact.Object(
            ("free", conflicts.Count == 0),
            ("held", conflicts.Count == 0 ? null : new JsonArray([.. conflicts.Take(50).Select(conflict => Compact.Object(
                ("path", conflict.Path),
                ("by", conflict.AgentId.Value),
                ("pattern", conflict.Pattern == conflict.Path ? null : conflict.Pattern),
                ("mode", Words<FileLeaseMode>.Of(conflict.Mode)),
                ("until", Compact.Time(conflict.Until)),
                ("reason", conflict.Reason is { } reason ? Compact.Cut(reason, 200) : null)))])),
            ("more", conflicts.Count > 50 ? conflicts.Count - 50 : null));
    }

    private static async Task<JsonNode> ReleaseAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var command = new ReleaseFileLease { AgentId = call.Agent, Epoch = call.Epoch };
        List<FileLeaseId> leases = [];
        if (call.Read(Lease) is { } one) leases.Add(one);
        else
        {
            await call.Services.CatchUpAsync(cancellationToken);
            leases.AddRange((await call.Services.Files.ListAsync(
                new FileLeaseFilter { AgentId = call.Agent, Active = true }, new PageRequest { PageSize = PageRequest.MaxPageSize }, cancellationToken)).Items.Select(lease => lease.Id));
        }

        int released = 0;
        foreach (FileLeaseId lease in leases)
        {
            try
            {
                await (await FileLeaseEndpoints.FilesAsync(lease, call.Grains)).Release(lease, command);
                released++;
            }
            catch (NotFoundException) when (leases.Count > 1)
            {
                // It ended long ago; the tables were late.
            }
        }

        return Compact.Object(("released", released));
    }
}
