using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Checkpoints;

/// <summary><c>orchestrator checkpoints restore</c>.</summary>
internal sealed class RestoreCheckpointCommand : HostCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Argument<string> _id = new("ID") { Description = "The checkpoint" };
    private readonly Option<string?> _session = new("--session") { Description = "The open session it is restored into; a new one when absent" };
    private readonly Option<string?> _newId = new("--id") { Description = "An id of your own for the new session" };
    private readonly Option<string?> _name = new("--name") { Description = "A new name for the session; the saved one when absent" };

    /// <summary>Makes the command.</summary>
    public RestoreCheckpointCommand(GlobalOptions globals)
        : base(globals, "restore", "Restores a checkpoint into a new session, or an open one, and prints the session's id")
    {
        Arguments.Add(_id);
        foreach (Option option in (Option[])[_session, _newId, _name]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator checkpoints restore chk_1700000000000_abc123def --name \"second try\""];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_session) is not null && arguments.GetValue(_newId) is not null)
            throw new UsageException("--id is for a new session; with --session the checkpoint is restored into that one");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("sessionId", arguments.GetValue(_session));
        Add("id", arguments.GetValue(_newId));
        Add("name", arguments.GetValue(_name));
        string path = HostPath.Of("checkpoints", arguments.GetRequiredValue(_id), "restore").ToString();
        HostAnswer answer = await LongWork.RunAsync(
            output, "restoring", () => host.PostAsync(path, JsonObject(fields), cancellationToken, Patience));
        output.Json(output.IsJson ? answer.Json : SessionOf(answer));

        void Add(string name, string? value)
        {
            if (value is not null) fields[name] = value;
        }
    }

    private static JsonElement JsonObject(Dictionary<string, string> fields) => JsonText.Parse(
        $"{{{string.Join(',', fields.Select(field => $"\"{field.Key}\":{JsonText.OfText(field.Value).GetRawText()}"))}}}", "the command");

    private static string SessionOf(HostAnswer answer) =>
        answer.Read<JsonElement>().GetProperty("session").GetProperty("id").GetString()!;
}
