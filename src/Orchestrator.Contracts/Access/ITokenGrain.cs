using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Access;

/// <summary>An access token. Its key is a <see cref="Identifiers.TokenId"/>. See <see cref="Sessions.ISessionGrain"/> for the errors.</summary>
[Alias("token")]
public interface ITokenGrain : IGrainWithStringKey
{
    /// <summary>Makes it. The first one of a data folder closes every face to those without.</summary>
    [Alias("create")]
    Task<Committed<TokenView>> Create(CreateToken command);

    /// <summary>Reads it, as far as it is on disk.</summary>
    [Alias("get")]
    Task<TokenView> Get();

    /// <summary>Ends it: nothing is done in its name from then on. Once more, it changes nothing.</summary>
    [Alias("revoke")]
    Task<Committed<TokenView>> Revoke(RevokeToken command);

    /// <summary>
    /// Says who presents a secret. A token that is unknown, revoked or expired looks like a wrong secret.
    /// </summary>
    [Alias("verify")]
    Task<TokenCheck> Verify(PresentedSecret presented);
}
