using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Gateway.Access;

/// <summary>Notes whom the gateway itself refused; what grains refuse is noted there.</summary>
/// <param name="audit">Where it is noted.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is logged when it can't be noted.</param>
internal sealed partial class Denials(IAuditTrail audit, TimeProvider time, ILogger<Denials> logger)
{
    /// <summary>Notes one. It does not fail: the caller is refused in any case.</summary>
    /// <param name="context">The request; null where it is not known.</param>
    /// <param name="face">The face, for callers without a token.</param>
    /// <param name="operation">What was tried.</param>
    /// <param name="caller">Who tried; null for somebody without a good token.</param>
    /// <param name="reason">Why it was refused.</param>
    /// <param name="actedAs">The agent that it would have been an act of, where it is another.</param>
    public async Task NoteAsync(HttpContext? context, string face, string operation, Caller? caller, string reason, AgentId? actedAs = null)
    {
        try
        {
            await audit.NoteAsync(face, new AuditEntry
            {
                Kind = AuditKind.Denied,
                Token = caller?.Token,
                Role = caller?.Role,
                Agent = caller?.Agent,
                Operation = operation,
                ActedAs = actedAs,
                Reason = reason,
                Remote = context?.Connection.RemoteIpAddress?.ToString(),
                Since = time.GetUtcNow(),
            });
        }
        catch (Exception error) when (error is OrchestratorException or TimeoutException or OrleansException)
        {
            LogNotNoted(logger, error, operation, reason);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Refused {Operation} ({Reason}), and could not note it")]
    private static partial void LogNotNoted(ILogger logger, Exception error, string operation, string reason);
}
