using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Commands.Operations.Checks;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Operations;

/// <summary><c>orchestrator doctor</c>: looks for what is wrong, and says what to do about it.</summary>
internal sealed class DoctorCommand : CliCommand
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<DirectoryInfo> _data;

    /// <summary>Makes the command.</summary>
    public DoctorCommand(GlobalOptions globals)
        : base(globals, "doctor", "Checks folder, disk, lock, host, token, versions and clock; says what to do. Exit code 1 when something fails")
    {
        _data = globals.Data("The data folder");
        Options.Add(_data);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator doctor", "orchestrator doctor --data /var/lib/orchestrator --url http://10.0.0.5:5080 --json"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken)
    {
        DirectoryInfo data = arguments.GetRequiredValue(_data);
        bool here = arguments.GetResult(_data) is { Implicit: false } || Globals.HasDataVariable
            || !(arguments.GetResult(Globals.Url) is { Implicit: false } || Globals.HasUrlVariable);
        List<Finding> findings = [Finding.Ok("program", $"orchestrator {Version}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}")];

        // A host that is named is looked at alone: its folder may be on another machine.
        var folder = new FolderCheck(data);
        if (here) findings.AddRange(folder.Run());
        findings.AddRange(await CheckHostAsync(arguments, data, here ? folder : null, cancellationToken));
        Show(output, findings);
        if (findings.Exists(finding => finding.State == "failed")) throw new AlreadyReportedException();
    }

    private static string Version => typeof(DoctorCommand).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private async Task<IReadOnlyList<Finding>> CheckHostAsync(
        ParseResult arguments, DirectoryInfo data, FolderCheck? folder, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        string? token = null;
        try
        {
            token = Globals.TokenOf(arguments);
            if (TokenFile(arguments) is { } open) findings.Add(open);
        }
        catch (FailedException error)
        {
            findings.Add(Finding.Failed("token", error.Message, "write the token into the file, or unset ORCHESTRATOR_TOKEN_FILE"));
        }

        using var check = new HostCheck(await UrlAsync(arguments, data, cancellationToken), token, Version, Globals.Environment.Time);
        findings.AddRange(await check.RunAsync(cancellationToken));

        // To try the lock is to take it for a moment, which a host that starts just then would not like.
        if (!check.Answers && folder?.Lock(Globals.Environment.Time) is { } locked) findings.Add(locked);
        return findings;
    }

    private Finding? TokenFile(ParseResult arguments)
    {
        string? file = arguments.GetValue(Globals.TokenFile)?.FullName ?? Globals.TokenFileOfEnvironment;
        if (OperatingSystem.IsWindows() || string.IsNullOrEmpty(file) || !File.Exists(file)) return null;
        return (File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) == UnixFileMode.None
            ? null
            : Finding.Warning("token file", $"others on this machine may read {file}", $"chmod 600 '{file}'");
    }

    // The address that was named, else the one that the folder's host wrote down.
    private async Task<Uri> UrlAsync(ParseResult arguments, DirectoryInfo data, CancellationToken cancellationToken)
    {
        Uri usual = arguments.GetRequiredValue(Globals.Url);
        if (arguments.GetResult(Globals.Url) is { Implicit: false } || Globals.HasUrlVariable) return usual;
        return await WrittenAddress.ReadAsync(data.FullName, cancellationToken) ?? usual;
    }

    private static void Show(CliOutput output, IReadOnlyList<Finding> findings)
    {
        if (output.IsJson)
        {
            var checks = new JsonArray([.. findings.Select(finding => (JsonNode)new JsonObject
            {
                ["check"] = finding.Check,
                ["state"] = finding.State,
                ["detail"] = finding.Detail,
                ["advice"] = finding.Advice,
            })]);
            output.Json(new JsonObject { ["ok"] = findings.All(finding => finding.State != "failed"), ["checks"] = checks }.ToJsonString(Readable));
            return;
        }

        output.Table(
            ["CHECK", "STATE", "FOUND", "WHAT TO DO"],
            findings.Select(finding => (IReadOnlyList<string?>)[finding.Check, finding.State, finding.Detail, finding.Advice]));
        int failed = findings.Count(finding => finding.State == "failed");
        int warnings = findings.Count(finding => finding.State == "warning");
        output.Say(failed + warnings == 0 ? "all is well" : $"{failed} failed, {warnings} to look at");
    }
}
