namespace Orchestrator.Contracts.Journaling;

/// <summary>What travels with a call beside its arguments, in Orleans's <see cref="RequestContext"/>.</summary>
public static class CallContext
{
    private const string ActorKey = "orchestrator.actor";
    private const string IdempotencyKeyKey = "orchestrator.idempotency-key";
    private const string IfMatchKey = "orchestrator.if-match";
    private const string TransactionKey = "orchestrator.transaction";
    private const string PrincipalKey = "orleans.principal";
    private const string TokenKey = "orchestrator.token";
    private const string SignatureKey = "orchestrator.signature";

    /// <summary>Who acts: set from the authenticated principal, read by the grains.</summary>
    public static string? Actor
    {
        get => RequestContext.Get(ActorKey) as string;
        set => Set(ActorKey, value);
    }

    /// <summary>The caller's idempotency key for this command.</summary>
    public static string? IdempotencyKey
    {
        get => RequestContext.Get(IdempotencyKeyKey) as string;
        set => Set(IdempotencyKeyKey, value);
    }

    /// <summary>The versions of which what the command changes must be one (<see cref="EntityTag"/>), with a space between them.</summary>
    public static string? IfMatch
    {
        get => RequestContext.Get(IfMatchKey) as string;
        set => Set(IfMatchKey, value);
    }

    /// <summary>
    /// The transaction of which this call is a part, a slash and the call's number among those of the same grain, from 0.
    /// </summary>
    public static string? Transaction
    {
        get => RequestContext.Get(TransactionKey) as string;
        set => Set(TransactionKey, value);
    }

    /// <summary>
    /// Who calls, as <see cref="Access.Caller.ToString"/> writes it: set by a face once it knows, never taken from a client. Null for
    /// the host's own calls; <see cref="Access.Caller.Nobody"/> where there are no tokens.
    /// </summary>
    public static string? Principal
    {
        get => RequestContext.Get(PrincipalKey) as string;
        set => Set(PrincipalKey, value);
    }

    /// <summary>
    /// The token of a client of an Orleans cluster, which has no connection of its own that could be authenticated: the silo's
    /// filter takes it out and verifies it.
    /// </summary>
    public static string? Token
    {
        get => RequestContext.Get(TokenKey) as string;
        set => Set(TokenKey, value);
    }

    /// <summary>
    /// By what a gateway of another process proves that it is one of the cluster, and says truly who calls: the silo's filter takes it
    /// out and checks it.
    /// </summary>
    public static string? Signature
    {
        get => RequestContext.Get(SignatureKey) as string;
        set => Set(SignatureKey, value);
    }

    private static void Set(string key, string? value)
    {
        if (value is null) RequestContext.Remove(key);
        else RequestContext.Set(key, value);
    }
}
