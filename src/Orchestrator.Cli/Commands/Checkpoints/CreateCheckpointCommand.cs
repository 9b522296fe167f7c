using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Checkpoints;

/// <summary><c>orchestrator checkpoints create</c>.</summary>
internal sealed class CreateCheckpointCommand : HostCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Argument<string> _session = new("SESSION") { Description = "The session" };
    private readonly Option<string> _name = new("--name") { Description = "A name for people", Required = true };
    private readonly Option<FileInfo?> _file = new("--file") { Description = "The snapshot: a file of JSON, up to 64 MiB; standard input when absent", HelpName = "FILE" };
    private readonly Option<string?> _id = new("--id") { Description = "An id of your own; one is made when absent" };
    private readonly Option<string[]> _branches = new("--branch") { Description = "A branch it is of; may be repeated" };
    private readonly Option<string?> _feature = new("--feature") { Description = "The feature that is worked on" };
    private readonly Option<string?> _priority = new("--priority") { Description = $"One of {Words<Priority>.Allowed}" };
    private readonly Option<string?> _author = new("--author") { Description = "Who wrote what it holds" };
    private readonly Option<string?> _description = new("--description") { Description = "More about it" };
    private readonly Option<string?> _workflow = new("--workflow") { Description = "The workflow it belongs to" };
    private readonly Option<string?> _step = new("--step") { Description = "The step of the workflow" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "A word to find it by; may be repeated" };
    private readonly Option<string?> _by = new("--by") { Description = "Who takes it" };
    private readonly Option<int?> _keepDays = new("--keep-days") { Description = "How many days it is kept; as the host has it when absent", HelpName = "N" };

    /// <summary>Makes the command.</summary>
    public CreateCheckpointCommand(GlobalOptions globals)
        : base(globals, "create", "Takes a checkpoint of a session and prints its id")
    {
        Arguments.Add(_session);
        foreach (Option option in (Option[])
            [_name, _file, _id, _branches, _feature, _priority, _author, _description, _workflow, _step, _tags, _by, _keepDays])
            Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator checkpoints create session_1700000000000_abc123def --name \"before the merge\" --file state.json --feature login",
        "echo '{\"step\":3}' | orchestrator checkpoints create session_1700000000000_abc123def --name step-3 --keep-days 30",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        byte[] before = Describe(arguments);
        await using Stream snapshot = arguments.GetValue(_file) is { } file
            ? file.OpenRead()
            : new MemoryStream(Encoding.UTF8.GetBytes(await Globals.Environment.In.ReadToEndAsync(cancellationToken)));
        HostAnswer answer = await LongWork.RunAsync(output, "uploading", before.Length + snapshot.Length + 1, async done =>
        {
            using var body = new SnapshotContent(before, snapshot, "}"u8.ToArray(), done);
            return await host.UploadAsync(
                HostPath.Of("sessions", arguments.GetRequiredValue(_session), "checkpoints").ToString(), body, Patience, cancellationToken);
        });
        output.Json(output.IsJson ? answer.Json : answer.Read<CheckpointView>().Id.Value);
    }

    // Everything but the snapshot, which comes last.
    private byte[] Describe(ParseResult arguments)
    {
        var metadata = new CheckpointMetadata
        {
            Feature = arguments.GetValue(_feature),
            Priority = arguments.GetValue(_priority) is { } priority ? Words<Priority>.Parse(priority, "--priority") : null,
            Author = arguments.GetValue(_author),
            Description = arguments.GetValue(_description),
            WorkflowId = arguments.GetValue(_workflow),
            StepId = arguments.GetValue(_step),
            Tags = arguments.GetValue(_tags) is { Length: > 0 } tags ? tags : null,
        };
        if (arguments.GetValue(_keepDays) is < 1 or > CreateCheckpoint.MaxRetentionDays)
            throw new UsageException($"--keep-days must be 1 to {CreateCheckpoint.MaxRetentionDays}");
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("name", arguments.GetRequiredValue(_name));
        if (arguments.GetValue(_id) is { } id) writer.WriteString("id", id);
        if (arguments.GetValue(_by) is { } by) writer.WriteString("createdBy", by);
        if (arguments.GetValue(_keepDays) is { } days)
            writer.WriteString("expiresAt", Globals.Environment.Time.GetUtcNow().AddDays(days));
        writer.WriteStartArray("branches");
        foreach (string branch in arguments.GetValue(_branches) ?? []) writer.WriteStringValue(branch);
        writer.WriteEndArray();
        writer.WritePropertyName("metadata");
        JsonSerializer.Serialize(writer, metadata, OrchestratorJson.Journal.GetTypeInfo(typeof(CheckpointMetadata)));
        writer.WritePropertyName("snapshot");
        writer.Flush();
        return json.WrittenSpan.ToArray();
    }
}
