using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Host.Offline;
using Orchestrator.Reporting.Access;

namespace Orchestrator.Cli.Commands.Access;

/// <summary><c>orchestrator token audit</c>.</summary>
internal sealed class AuditCommand : AccessCommand
{
    private readonly Option<string?> _id = new("--id") { Description = "Only what was done with this token", HelpName = "ID" };
    private readonly Option<string?> _kind = new("--kind") { Description = "Only denied, or only override", HelpName = "KIND" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public AuditCommand(GlobalOptions globals)
        : base(globals, "audit", "Lists who was refused what, and which operators acted as agents, newest first")
    {
        _kind.AcceptOnlyFromAmong([.. Enum.GetValues<AuditKind>().Select(Words<AuditKind>.Of)]);
        Options.Add(_id);
        Options.Add(_kind);
        _page.AddTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator token audit", "orchestrator token audit --kind override"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = _page.Complete(HostPath.Of("audit"), arguments);
        if (arguments.GetValue(_id) is { } id) path = path.With("token", id);
        if (arguments.GetValue(_kind) is { } kind) path = path.With("kind", kind);
        Show(output, await host.GetAsync(path.ToString(), cancellationToken));
    }

    /// <inheritdoc/>
    protected override async Task RunOfflineAsync(ParseResult arguments, OfflinePlace place, CliOutput output, CancellationToken cancellationToken)
    {
        var filter = new AuditFilter
        {
            Token = arguments.GetValue(_id) is { } id ? TokenId.Parse(id, "--id") : null,
            Kind = arguments.GetValue(_kind) is { } kind ? Words<AuditKind>.Parse(kind, "--kind") : null,
        };
        Page<AuditView> page = await OfflineTokens.ListAuditAsync(place, filter, _page.Read(arguments), cancellationToken);
        Show(output, new HostAnswer(JsonSerializer.Serialize(page, OrchestratorJson.Http.GetTypeInfo(typeof(Page<AuditView>)))));
    }

    private static void Show(CliOutput output, HostAnswer answer) => PageTable.Show<AuditView>(
        output,
        answer,
        "note",
        ["AT", "WHAT", "TOKEN", "OPERATION", "AS", "TIMES", "FROM", "WHY"],
        view =>
        [
            Texts.Of(view.At),
            Words<AuditKind>.Of(view.Entry.Kind),
            view.Entry.Token?.Value,
            view.Entry.Operation,
            view.Entry.ActedAs?.Value,
            Texts.Of(view.Entry.Count),
            view.Entry.Remote,
            view.Entry.Reason,
        ]);
}
