namespace Orchestrator.Cli.Commands.Files;

/// <summary><c>orchestrator files</c>: lists who holds which files; below it, what can be done about it.</summary>
internal sealed class FilesCommand : ListFileLeasesCommand
{
    /// <summary>Makes the command.</summary>
    public FilesCommand(GlobalOptions globals)
        : base(globals, "files", "Lists who holds which files; reserves and releases them")
    {
        Subcommands.Add(new ListFileLeasesCommand(globals, "list", "Lists who holds which files"));
        Subcommands.Add(new ShowFileLeaseCommand(globals));
        Subcommands.Add(new FileLeaseEventsCommand(globals));
        Subcommands.Add(new ReserveFilesCommand(globals));
        Subcommands.Add(new RenewFileLeaseCommand(globals));
        Subcommands.Add(new ReleaseFileLeaseCommand(globals));
        Subcommands.Add(new ForceReleaseFileLeaseCommand(globals));
        Subcommands.Add(new CheckFilesCommand(globals));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator files --path src/Parser.cs",
        "orchestrator files reserve \"src/**\" docs/parser.md --agent coder --reason \"Rewriting the parser\"",
        "orchestrator files check src/Parser.cs --agent tester",
        "orchestrator files release lease_1700000000000_abc123def --agent coder",
    ];
}
