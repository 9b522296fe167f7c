using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Host.Offline;
using Orchestrator.Reporting.Access;

namespace Orchestrator.Cli.Commands.Access;

/// <summary><c>orchestrator token list</c>.</summary>
internal sealed class ListTokensCommand : AccessCommand
{
    private readonly Option<bool> _all = new("--all") { Description = "Revoked ones too" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public ListTokensCommand(GlobalOptions globals)
        : base(globals, "list", "Lists tokens, newest first")
    {
        Options.Add(_all);
        _page.AddTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator token list", "orchestrator token list --all --json"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = _page.Complete(HostPath.Of("tokens"), arguments);
        if (!arguments.GetValue(_all)) path = path.With("revoked", "false");
        Show(output, await host.GetAsync(path.ToString(), cancellationToken), Globals.Environment.Time.GetUtcNow());
    }

    /// <inheritdoc/>
    protected override async Task RunOfflineAsync(ParseResult arguments, OfflinePlace place, CliOutput output, CancellationToken cancellationToken)
    {
        var filter = new TokenFilter { Revoked = arguments.GetValue(_all) ? null : false };
        Page<TokenView> page = await OfflineTokens.ListAsync(place, filter, _page.Read(arguments), cancellationToken);
        Show(
            output,
            new HostAnswer(JsonSerializer.Serialize(page, OrchestratorJson.Http.GetTypeInfo(typeof(Page<TokenView>)))),
            Globals.Environment.Time.GetUtcNow());
    }

    private static void Show(CliOutput output, HostAnswer answer, DateTimeOffset now) => PageTable.Show<TokenView>(
        output,
        answer,
        "token",
        ["ID", "NAME", "ROLE", "AGENT", "STATE", "EXPIRES", "CREATED", "BY"],
        token =>
        [
            token.Id.Value,
            token.Name,
            Words<AccessRole>.Of(token.Role),
            token.Agent?.Value,
            token.RevokedAt is not null ? "revoked" : token.ExpiresAt <= now ? "expired" : "good",
            Texts.Of(token.ExpiresAt),
            Texts.Of(token.CreatedAt),
            token.CreatedBy,
        ]);
}
