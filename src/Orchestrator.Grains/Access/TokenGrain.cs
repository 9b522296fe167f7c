using System.Security.Cryptography;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Journal;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Access;

/// <inheritdoc cref="ITokenGrain"/>
/// <remarks>It stays active for a day, since the first secret after each activation is hashed and read from the journal.</remarks>
[Reentrant]
[CollectionAgeLimit(Days = 1)]
public sealed class TokenGrain(EventSourcingServices services, AccessState access, SecretChecks checks)
    : EventSourcedGrain<TokenState, TokenEvent>(services, Kind), ITokenGrain
{
    /// <summary>The first part of its name in the journal.</summary>
    internal const string Kind = "token";

    private const int WrongRemembered = 8;

    private readonly Queue<byte[]> _wrong = new();
    private byte[]? _right;

    /// <inheritdoc/>
    public async Task<Committed<TokenView>> Create(CreateToken command)
    {
        command.Validate();
        if (State.View is not null) throw new ConflictException($"the token {this.GetPrimaryKeyString()} exists already");
        if (command.ExpiresAt <= Now()) throw new ValidationException("expiresAt", "must be in the future");
        if (access.IsOpen && Journal.IsShared) await CloseIfClosedElsewhereAsync();
        int first = OpenEvents;
        Raise(new TokenCreated
        {
            At = Now(),
            Id = TokenId.Parse(this.GetPrimaryKeyString()),
            Name = command.Name,
            Role = command.Role,
            Agent = command.Agent,
            ExpiresAt = command.ExpiresAt,
            CreatedBy = CallContext.Actor,
            Verifier = command.Verifier,
        });
        bool isFirst = access.IsOpen;
        if (isFirst) RaiseFirst<AccessEvent>(AccessClosed.Grain, new AccessClosed { At = Now() });
        try
        {
            Committed<TokenView> created = await CommitAsync(State.View!, first);
            access.Close();
            return created;
        }
        catch (ConflictException error) when (isFirst && Journal.IsShared)
        {
            throw new UnavailableException("another process made the first token at the same moment; send the command again", error);
        }
    }

    /// <inheritdoc/>
    public Task<TokenView> Get() => Task.FromResult(Existing(Durable));

    /// <inheritdoc/>
    public async Task<Committed<TokenView>> Revoke(RevokeToken command)
    {
        command.Validate();
        TokenView token = Existing(State);
        int first = OpenEvents;
        if (token.RevokedAt is null) Raise(new TokenRevoked { At = Now(), RevokedBy = CallContext.Actor, Reason = command.Reason });
        Committed<TokenView> revoked = await CommitAsync(Existing(State), first);
        access.Revoke(token.Id);
        if (Journal.IsShared) await AccessJournal.TellRevokedAsync(Journal, token.Id, Now());
        return revoked;
    }

    /// <inheritdoc/>
    public async Task<TokenCheck> Verify(PresentedSecret presented)
    {
        byte[] digest = checks.Digest(presented.Secret);
        if (_right is { } right && CryptographicOperations.FixedTimeEquals(right, digest)) return Answer();

        // A program with an old token asks again and again: it must neither cost much nor lock others out.
        if (_wrong.Any(wrong => CryptographicOperations.FixedTimeEquals(wrong, digest))) return new(Caller: null);
        (bool isRight, TimeSpan? retryAfter) = await checks.TryAsync(
            TokenId.Parse(this.GetPrimaryKeyString()), presented, Durable.Verifier ?? TokenVerifier.OfNothing);
        if (retryAfter is not null) return new(Caller: null, retryAfter);
        if (Durable.View is null)
        {
            DeactivateOnIdle(); // whoever makes up ids must not fill the memory
            return new(Caller: null);
        }

        if (isRight)
        {
            _right = digest;
            return Answer();
        }

        _wrong.Enqueue(digest);
        if (_wrong.Count > WrongRemembered) _wrong.Dequeue();
        return new(Caller: null);
    }

    // This process looks every second only.
    private async Task CloseIfClosedElsewhereAsync()
    {
        try
        {
            if (await AccessJournal.IsClosedAsync(Journal, CancellationToken.None)) access.Close();
        }
        catch (JournalUnavailableException error)
        {
            throw new UnavailableException("the journal cannot be read now; send the command again", error);
        }
    }

    // State, not what is on disk: a token that is being revoked does nothing more.
    private TokenCheck Answer() => new(
        State.IsGood(Now()) && State.View is { } token ? new Caller(token.Id, token.Role, token.Agent, token.ExpiresAt) : null);

    private TokenView Existing(TokenState state)
    {
        if (state.View is { } token) return token;
        DeactivateOnIdle();
        throw new NotFoundException("token", this.GetPrimaryKeyString());
    }
}
