using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Files;

/// <summary><c>orchestrator files list</c>.</summary>
internal class ListFileLeasesCommand : HostCommand
{
    private readonly HolderOptions _holder;
    private readonly Option<string?> _session = new("--session") { Description = "Only those for a session", HelpName = "SESSION" };
    private readonly Option<string?> _path = new("--path") { Description = "Only those that cover a file, relative to the project's folder", HelpName = "FILE" };
    private readonly Option<bool> _all = new("--all") { Description = "Also those that ended" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public ListFileLeasesCommand(GlobalOptions globals, string name, string description)
        : base(globals, name, description)
    {
        _holder = new HolderOptions(globals);
        _holder.AddAgentTo(this);
        _holder.AddProjectTo(this);
        foreach (Option option in (Option[])[_session, _path, _all]) Options.Add(option);
        _page.AddTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator files list --project /srv/app --path src/Parser.cs"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("file-leases")
            .With("project", _holder.NamedProject(arguments)?.Value)
            .With("agentId", _holder.NamedAgent(arguments)?.Value)
            .With("sessionId", arguments.GetValue(_session))
            .With("path", arguments.GetValue(_path))
            .With("active", arguments.GetValue(_all) ? null : "true");
        HostAnswer answer = await host.GetAsync(_page.Complete(path, arguments).ToString(), cancellationToken);
        PageTable.Show<FileLeaseView>(
            output,
            answer,
            "lease",
            ["ID", "AGENT", "MODE", "STATUS", "PATTERNS", "PROJECT", "UNTIL", "REASON"],
            lease =>
            [
                lease.Id.Value,
                lease.AgentId.Value,
                Words<FileLeaseMode>.Of(lease.Mode),
                Words<FileLeaseStatus>.Of(lease.Status),
                Texts.Of(lease.Patterns),
                lease.Project.Value,
                Texts.Of(lease.EndedAt ?? lease.ExpiresAt),
                lease.Reason,
            ]);
    }
}
