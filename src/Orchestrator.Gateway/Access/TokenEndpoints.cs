using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Queries;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Access;

namespace Orchestrator.Gateway.Access;

/// <summary>Tokens, and what is noted of access, over HTTP.</summary>
internal static class TokenEndpoints
{
    private static readonly QueryParameter<AccessRole?> Role = Parameters.Word<AccessRole>("role", "Only tokens with this role.");
    private static readonly QueryParameter<AgentId?> Agent = Parameters.Id<AgentId>("agent", "Only tokens of this agent.");
    private static readonly QueryParameter<bool?> Revoked = Parameters.Flag("revoked", "Only tokens that were revoked, or only others.");
    private static readonly QueryParameter<AuditKind?> Kind = Parameters.Word<AuditKind>("kind", "Only denials, or only overrides.");
    private static readonly QueryParameter<TokenId?> Token = Parameters.Id<TokenId>("token", "Only what was done with this token.");
    private static readonly QueryParameter<AgentId?> ActedAs = Parameters.Id<AgentId>("actedAs", "Only what was, or was to be, an act of this agent.");
    private static readonly QueryParameter<string?> Reason = Parameters.Text("reason", "Why, for the record.", 1_000);

    /// <summary>The name of the operation that revokes a token.</summary>
    public const string RevokeName = "revokeToken";

    /// <summary>Maps the endpoints.</summary>
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder tokens = api.MapGroup("/tokens").WithTags("access").Takes(AccessRole.Admin);
        tokens.MapPost("", Create).IsCommand(
            "createToken", "Makes a token; its text is shown this once. The first one closes the host to all without a token");
        tokens.MapGet("", List).IsQuery("listTokens", "Lists tokens, newest first; revoked ones too", [Role, Agent, Revoked, .. Paging.All]);
        tokens.MapGet("/{id}", Get).IsRead("getToken", "Reads a token, without its secret");
        tokens.MapDelete("/{id}", Revoke).IsCommand(RevokeName, "Revokes a token at once and for ever", Reason);
        api.MapGet("/audit", ListAudit).WithTags("access").Takes(AccessRole.Operator).IsQuery(
            "listAudit", "Lists who was refused what, and which operators acted as agents, newest first", [Kind, Token, ActedAs, .. Paging.All]);
    }

    private static async Task<Created<NewTokenView>> Create(Body<NewTokenRequest> body, HttpResponse response, IGrainFactory grains, CancellationToken cancellationToken)
    {
        NewTokenRequest request = body.Value;
        CreateToken.CheckTerms(request.Name, request.Role, request.Agent);
        TokenId id = TokenId.OfCommand();
        string secret = TokenText.NewSecret();
        TokenVerifier verifier = await Task.Run(() => TokenVerifier.Of(secret), cancellationToken);
        Committed<TokenView> created = await grains.GetGrain<ITokenGrain>(id.Value).Create(request.With(verifier));
        response.Headers.CacheControl = "no-store";
        return new($"/api/v1/tokens/{id}", new(NewTokenView.Of(created.Value, TokenText.Of(id, secret)), created.Position));
    }

    private static async Task<Answer<Page<TokenView>>> List(HttpRequest request, AccessQueries access, CancellationToken cancellationToken) =>
        new(await access.ListTokensAsync(
            new TokenFilter { Role = Role.Read(request), Agent = Agent.Read(request), Revoked = Revoked.Read(request) },
            Paging.Read(request),
            cancellationToken));

    private static async Task<Answer<TokenView>> Get(string id, IGrainFactory grains) => new(await Grain(grains, id).Get());

    private static async Task<Changed<TokenView>> Revoke(string id, HttpRequest request, IGrainFactory grains) =>
        new(await Grain(grains, id).Revoke(new RevokeToken { Reason = Reason.Read(request) }));

    private static async Task<Answer<Page<AuditView>>> ListAudit(HttpRequest request, AccessQueries access, CancellationToken cancellationToken) =>
        new(await access.ListAuditAsync(
            new AuditFilter { Kind = Kind.Read(request), Token = Token.Read(request), ActedAs = ActedAs.Read(request) },
            Paging.Read(request),
            cancellationToken));

    private static ITokenGrain Grain(IGrainFactory grains, string id) => grains.GetGrain<ITokenGrain>(TokenId.Parse(id, "id").Value);
}
