using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Host.Offline;

namespace Orchestrator.Cli.Commands.Access;

/// <summary><c>orchestrator token revoke</c>.</summary>
internal sealed class RevokeTokenCommand : AccessCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The token's id, the part between the underscores" };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for the record" };

    /// <summary>Makes the command.</summary>
    public RevokeTokenCommand(GlobalOptions globals)
        : base(globals, "revoke", "Revokes a token at once and for ever")
    {
        Arguments.Add(_id);
        Options.Add(_reason);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator token revoke k3v7q2m5x4ab --reason leaked"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("tokens", Id(arguments).Value);
        if (arguments.GetValue(_reason) is { } reason) path = path.With("reason", reason);
        Show(output, await host.DeleteAsync(path.ToString(), cancellationToken));
    }

    /// <inheritdoc/>
    protected override async Task RunOfflineAsync(ParseResult arguments, OfflinePlace place, CliOutput output, CancellationToken cancellationToken)
    {
        TokenView revoked = await OfflineTokens.RevokeAsync(
            place, Id(arguments), new RevokeToken { Reason = arguments.GetValue(_reason) }, cancellationToken);
        Show(output, new HostAnswer(JsonSerializer.Serialize(revoked, OrchestratorJson.Http.GetTypeInfo(typeof(TokenView)))));
    }

    private static void Show(CliOutput output, HostAnswer answer)
    {
        output.Show<TokenView>(answer, (_, token) => output.Say($"revoked {token.Id}"));
    }

    // Who pastes a whole token does not have it in the error, the address and the logs of what is between.
    private TokenId Id(ParseResult arguments)
    {
        string text = arguments.GetRequiredValue(_id);
        return TokenText.TryParse(text, out TokenId id, out _) ? id : TokenId.Parse(text, "ID");
    }
}
