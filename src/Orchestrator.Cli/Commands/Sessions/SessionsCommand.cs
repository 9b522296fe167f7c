using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions</c>: lists sessions; below it, what can be done with one.</summary>
internal sealed class SessionsCommand : HostCommand
{
    private readonly Option<string?> _status = new("--status")
    {
        Description = $"Only those that are {Words<SessionStatus>.Allowed}",
        HelpName = "STATUS",
    };

    private readonly Option<string?> _type = new("--type") { Description = "Only those of a type", HelpName = "TYPE" };

    private readonly Option<string?> _name = new("--name") { Description = "Only those with this in their name, in any case", HelpName = "NAME" };

    private readonly Option<string?> _project = new("--project") { Description = "Only those of the project in a folder", HelpName = "FOLDER" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public SessionsCommand(GlobalOptions globals)
        : base(globals, "sessions", "Lists sessions; creates, shows, changes, ends, archives and deletes them")
    {
        Options.Add(_status);
        Options.Add(_type);
        Options.Add(_name);
        Options.Add(_project);
        _page.AddTo(this);
        Subcommands.Add(new ShowSessionCommand(globals));
        Subcommands.Add(new ActiveSessionCommand(globals));
        Subcommands.Add(new CountSessionsCommand(globals));
        Subcommands.Add(new CreateSessionCommand(globals));
        Subcommands.Add(new UpdateSessionCommand(globals));
        Subcommands.Add(new EndSessionCommand(globals));
        Subcommands.Add(new TerminateSessionCommand(globals));
        Subcommands.Add(new SessionEventsCommand(globals));
        Subcommands.Add(new LogSessionEventCommand(globals));
        Subcommands.Add(new ArchiveSessionsCommand(globals));
        Subcommands.Add(new DeleteSessionCommand(globals));
        Subcommands.Add(new BatchCommand(globals, "sessions", "sessions", "Creates many sessions from a file, each for itself: some may fail"));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator sessions --status active",
        "orchestrator sessions create --name \"Release 2\" --project /srv/app",
        "orchestrator sessions show session_1700000000000_abc123def",
        "orchestrator sessions end session_1700000000000_abc123def --summary \"All tests pass\"",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("sessions")
            .With("status", arguments.GetValue(_status))
            .With("type", arguments.GetValue(_type))
            .With("name", arguments.GetValue(_name))
            .With("projectPath", arguments.GetValue(_project));
        HostAnswer answer = await host.GetAsync(_page.Complete(path, arguments).ToString(), cancellationToken);
        PageTable.Show<SessionView>(
            output,
            answer,
            "session",
            ["ID", "NAME", "TYPE", "STATUS", "CREATED", "EVENTS"],
            session =>
            [
                session.Id.Value,
                session.Name,
                session.Type,
                Words<SessionStatus>.Of(session.Status),
                Texts.Of(session.CreatedAt),
                Texts.Of(session.EventCount),
            ]);
    }
}
