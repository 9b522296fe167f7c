namespace Orchestrator.Contracts.Errors;

/// <summary>
/// The stable words for what can be wrong, one place for grains, gateway, clients and documents. A name has each that several
/// places say or look for.
/// </summary>
public static class ErrorCodes
{
    /// <summary>A field, parameter or header is not as it must be; <c>field</c> names it.</summary>
    public const string Invalid = "invalid";

    /// <summary>The command does not fit the present state, which the message names.</summary>
    public const string Conflict = "conflict";

    /// <summary>What is named does not exist, or no longer.</summary>
    public const string NotFound = "not-found";

    /// <summary>The caller may not do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>It cannot be done or answered now; sent again (with its idempotency key) it is done once.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>No answer came in time.</summary>
    public const string DeadlineExceeded = "deadline-exceeded";

    /// <summary>It was changed since its caller read it.</summary>
    public const string PreconditionFailed = "precondition-failed";

    /// <summary>The token is missing, unknown, revoked or expired.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The agent does not take part in the conversation.</summary>
    public const string NotAParticipant = "not-a-participant";

    /// <summary>The idempotency key came before with another command.</summary>
    public const string IdempotencyConflict = "idempotency-conflict";

    /// <summary>A budget that stops is used up.</summary>
    public const string BudgetExceeded = "budget-exceeded";

    /// <summary>The host has not the key that the checkpoint is encrypted with.</summary>
    public const string CheckpointKeyMissing = "checkpoint-key-missing";

    /// <summary>The task would wait for itself.</summary>
    public const string DependencyCycle = "dependency-cycle";

    /// <summary>Somebody else has reserved one of these files.</summary>
    public const string LeaseConflict = "lease-conflict";

    /// <summary>What is renewed, ended or given back is not the caller's any more.</summary>
    public const string LeaseLost = "lease-lost";

    /// <summary>A message had this id before.</summary>
    public const string MessageIdUsed = "message-id-used";

    /// <summary>The group has nobody else.</summary>
    public const string NoRecipients = "no-recipients";

    /// <summary>The task waits for others.</summary>
    public const string NotReady = "not-ready";

    /// <summary>The agent registered anew since; this call is its predecessor's.</summary>
    public const string StaleIncarnation = "stale-incarnation";

    /// <summary>A task had this id before.</summary>
    public const string TaskIdUsed = "task-id-used";

    /// <summary>Nothing of the transaction was done.</summary>
    public const string TransactionAborted = "transaction-aborted";

    /// <summary>The body is too large.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The host failed.</summary>
    public const string Internal = "internal";

    /// <summary>Every code with the HTTP status that it has, and what it means.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(400, Invalid, "A field, parameter or header is not as it must be; `field` names it."),
        new(401, Unauthenticated, "This host takes a token: `Authorization: Bearer`. It is missing, unknown, revoked or expired."),
        new(403, Forbidden, "The caller may not do this."),
        new(403, NotAParticipant, "The agent does not take part in the conversation."),
        new(403, "forbidden-host", "The Host header names no address of this host (a guard against DNS rebinding)."),
        new(403, "forbidden-origin", "A browser's page from elsewhere sent the request."),
        new(404, NotFound, "What is named does not exist, or no longer."),
        new(405, "method-not-allowed", "There is such an address, but not with this method."),
        new(409, Conflict, "The command does not fit the present state, which `detail` names."),
        new(409, IdempotencyConflict, "The key came before with another command."),
        new(409, "idempotency-answer-too-large", "The command was carried out; its answer was too large to be kept."),
        new(409, BudgetExceeded, "A budget that stops is used up.", "messages", "conversations", "tasks", "transactions"),
        new(409, "checkpoint-expired", "The checkpoint's time is over.", "checkpoints"),
        new(409, "checkpoint-id-used", "A checkpoint had this id before.", "checkpoints", "transactions"),
        new(409, CheckpointKeyMissing, "The host has not the key that the checkpoint is encrypted with.", "checkpoints"),
        new(409, "checkpoint-corrupt", "The checkpoint's content is not what was stored.", "checkpoints"),
        new(409, "department-name-used", "The session has a department with this name.", "departments", "transactions"),
        new(409, DependencyCycle, "The task would wait for itself; `detail` shows the circle.", "tasks", "transactions"),
        new(409, LeaseConflict, "Somebody else has reserved one of these files; `detail` says who.", "file-leases"),
        new(409, "lease-id-used", "A lease had this id before.", "file-leases"),
        new(409, LeaseLost, "What is renewed, ended or given back is not the caller's any more.", "inbox", "tasks", "file-leases", "transactions"),
        new(409, MessageIdUsed, "A message had this id before.", "messages", "conversations", "transactions"),
        new(409, NoRecipients, "The group has nobody else.", "messages", "conversations", "transactions"),
        new(409, NotReady, "The task waits for others, which `detail` names.", "tasks"),
        new(409, StaleIncarnation, "The agent registered anew since; this call is its predecessor's.", "agents", "inbox", "tasks", "file-leases"),
        new(409, TaskIdUsed, "A task had this id before.", "tasks", "transactions"),
        new(409, "too-many-leases", "The agent has as many leases as one may have.", "file-leases"),
        new(409, TransactionAborted, "Nothing of the transaction was done; send it under a new key.", "transactions"),
        new(409, "cursor-ahead", "The journal is shorter than the place to go on from: it is another journal.", "journal"),
        new(410, "cursor-expired", "The journal begins behind the place to go on from; `detail` names its first position.", "journal"),
        new(412, PreconditionFailed, "It was changed since its caller read it (`If-Match`)."),
        new(413, TooLarge, "The body is too large."),
        new(415, "unsupported-media-type", "The body is not JSON in UTF-8."),
        new(429, "rate-limited", "The token or the agent sends too much, or too many wrong tokens came; send it again after `Retry-After`."),
        new(500, Internal, "The host failed; its log has more under `traceId`."),
        new(503, Unavailable, "It cannot be done or answered now; send it again after `Retry-After`."),
        new(503, "too-many-readers", "As many read the stream as may; send it again after `Retry-After`.", "journal"),
        new(504, DeadlineExceeded, "No answer came in time."),
    ];
}
