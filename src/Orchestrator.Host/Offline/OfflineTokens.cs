using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Queries;
using Orchestrator.Journal;
using Orchestrator.Reporting.Access;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Host.Offline;

/// <summary>Tokens of a data folder that no host runs on. See <see cref="OfflineHost"/> for the errors.</summary>
public static class OfflineTokens
{
    private const string Actor = "offline";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Makes a token.</summary>
    /// <param name="place">Where.</param>
    /// <param name="make">Makes the command of what the secret is verified with.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The token, and its text.</returns>
    public static async Task<(TokenView View, string Text)> CreateAsync(
        OfflinePlace place, Func<TokenVerifier, CreateToken> make, CancellationToken cancellationToken)
    {
        TokenId id = TokenId.New();
        string secret = TokenText.NewSecret();
        CreateToken command = make(TokenVerifier.Of(secret));
        command.Validate();
        TokenView? view = null;
        await OfflineHost.RunAsync(place, async (services, _) => view = (await Grain(services, id).Create(command)).Value, cancellationToken);
        return (view!, TokenText.Of(id, secret));
    }

    /// <summary>Revokes a token.</summary>
    /// <param name="place">Where.</param>
    /// <param name="id">The token.</param>
    /// <param name="command">Why.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<TokenView> RevokeAsync(OfflinePlace place, TokenId id, RevokeToken command, CancellationToken cancellationToken)
    {
        TokenView? view = null;
        await OfflineHost.RunAsync(place, async (services, _) => view = (await Grain(services, id).Revoke(command)).Value, cancellationToken);
        return view!;
    }

    /// <summary>Lists tokens.</summary>
    /// <param name="place">Where.</param>
    /// <param name="filter">Which.</param>
    /// <param name="page">Which of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<Page<TokenView>> ListAsync(OfflinePlace place, TokenFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        AskAsync(place, (access, stop) => access.ListTokensAsync(filter, page, stop), cancellationToken);

    /// <summary>Lists what is noted of access.</summary>
    /// <param name="place">Where.</param>
    /// <param name="filter">Which.</param>
    /// <param name="page">Which of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<Page<AuditView>> ListAuditAsync(OfflinePlace place, AuditFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        AskAsync(place, (access, stop) => access.ListAuditAsync(filter, page, stop), cancellationToken);

    private static async Task<Page<T>> AskAsync<T>(
        OfflinePlace place, Func<AccessQueries, CancellationToken, Task<Page<T>>> ask, CancellationToken cancellationToken)
    {
        Page<T>? page = null;
        await OfflineHost.RunAsync(
            place,
            async (services, stop) =>
            {
                long last = await services.GetRequiredService<IJournal>().GetLastPositionAsync(stop);
                await services.GetRequiredService<ProjectionProgress>().WaitForAsync(last, Patience, stop);
                page = await ask(services.GetRequiredService<AccessQueries>(), stop);
            },
            cancellationToken);
        return page!;
    }

    private static ITokenGrain Grain(IServiceProvider services, TokenId id)
    {
        CallContext.Actor = Actor;
        return services.GetRequiredService<IGrainFactory>().GetGrain<ITokenGrain>(id.Value);
    }
}
