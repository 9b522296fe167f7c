using Orchestrator.Contracts.Access;

namespace Orchestrator.Gateway.Mcp;

/// <summary>
/// How long a session lasts: as long as the library keeps it, and no longer than the token in whose name it was begun. One that
/// was begun without ends when there are tokens.
/// </summary>
internal sealed class McpLifetime : IDisposable
{
    private readonly CancellationTokenSource _ended;
    private readonly IDisposable? _over;

    /// <summary>Begins it.</summary>
    /// <param name="access">What is known of access.</param>
    /// <param name="caller">Who begins the session; null for somebody without a token.</param>
    /// <param name="ended">Cancelled when the library ends it.</param>
    public McpLifetime(AccessState access, Caller? caller, CancellationToken ended)
    {
        _ended = CancellationTokenSource.CreateLinkedTokenSource(ended, caller is null ? access.Closed : access.WhenRevoked(caller.Token));
        if (caller?.ExpiresAt is { } end) _over = access.WhenOver(end, _ended.Cancel);
    }

    /// <summary>Cancelled at its end.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _over?.Dispose();
        _ended.Dispose();
    }
}
