namespace Orchestrator.Contracts.Journaling;

/// <summary>What travels with a call beside its arguments, in Orleans's <see cref="RequestContext"/>.</summary>
public static class CallContext
{
    private const string ActorKey = "orchestrator.actor";
    private const string IdempotencyKeyKey = "orchestrator.idempotency-key";
    private const string IfMatchKey = "orchestrator.if-match";
    private const string TransactionKey = "orchestrator.transaction";

    /// <summary>Who acts: set by the gateway from the authenticated principal, read by the grains.</summary>
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

    private static void Set(string key, string? value)
    {
        if (value is null) RequestContext.Remove(key);
        else RequestContext.Set(key, value);
    }
}
