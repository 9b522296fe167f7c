using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Cli.Commands.Checkpoints;

/// <summary><c>orchestrator checkpoints</c>, also <c>checkpoints list</c>: lists checkpoints; below it, what can be done with one.</summary>
internal sealed class CheckpointsCommand : ListCheckpointsCommand
{
    /// <summary>Makes the command.</summary>
    public CheckpointsCommand(GlobalOptions globals)
        : base(globals, "checkpoints", "Lists checkpoints of sessions; creates, reads and restores one")
    {
        Subcommands.Add(new ListCheckpointsCommand(globals, "list", "Lists checkpoints, newest first"));
        Subcommands.Add(new SearchCheckpointsCommand(globals));
        Subcommands.Add(new CreateCheckpointCommand(globals));
        Subcommands.Add(new ShowCheckpointCommand(globals));
        Subcommands.Add(new GetCheckpointCommand(globals));
        Subcommands.Add(new RestoreCheckpointCommand(globals));
        Subcommands.Add(new DeleteCheckpointCommand(globals));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator checkpoints --feature login",
        "orchestrator checkpoints create session_1700000000000_abc123def --name \"before the merge\" --file state.json",
        "orchestrator checkpoints get chk_1700000000000_abc123def --file state.json",
        "orchestrator checkpoints restore chk_1700000000000_abc123def --name \"second try\"",
    ];
}

/// <summary><c>orchestrator checkpoints list</c>.</summary>
internal class ListCheckpointsCommand : HostCommand
{
    private readonly Option<string?> _session = new("--session") { Description = "Only those of a session", HelpName = "SESSION" };
    private readonly Option<string?> _feature = new("--feature") { Description = "Only those about a feature", HelpName = "FEATURE" };
    private readonly Option<string?> _tag = new("--tag") { Description = "Only those with a tag", HelpName = "TAG" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public ListCheckpointsCommand(GlobalOptions globals, string name, string description)
        : base(globals, name, description)
    {
        foreach (Option option in (Option[])[_session, _feature, _tag]) Options.Add(option);
        _page.AddTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator checkpoints list --feature login --tag stable"];

    /// <inheritdoc/>
    protected sealed override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("checkpoints")
            .With("sessionId", arguments.GetValue(_session))
            .With("feature", arguments.GetValue(_feature))
            .With("tag", arguments.GetValue(_tag))
            .With("q", Words(arguments));
        HostAnswer answer = await host.GetAsync(_page.Complete(path, arguments).ToString(), cancellationToken);
        PageTable.Show<CheckpointView>(
            output,
            answer,
            "checkpoint",
            ["ID", "NAME", "SESSION", "FEATURE", "BYTES", "CREATED", "KEPT UNTIL"],
            checkpoint =>
            [
                checkpoint.Id.Value,
                checkpoint.Name,
                checkpoint.SessionId.Value,
                checkpoint.Metadata.Feature,
                Texts.Of(checkpoint.Size),
                Texts.Of(checkpoint.CreatedAt),
                Texts.Of(checkpoint.ExpiresAt),
            ]);
    }

    /// <summary>The words that are searched for; null for none.</summary>
    protected virtual string? Words(ParseResult arguments) => null;
}
