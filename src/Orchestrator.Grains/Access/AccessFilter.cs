using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Grains.Access;

/// <summary>
/// The one door: every call that comes to a grain from outside is judged here by <see cref="AccessRules"/>, and each command of a
/// transaction as if it came alone. Calls of grains and of the host's own services have no caller and pass. A gateway in a process of
/// its own is a client like any other but for its signature (<see cref="PrincipalSigner"/>).
/// </summary>
/// <param name="access">What is known of access.</param>
/// <param name="services">Has the audit trail and the grains, which are there only once the silo is, and the silo has this.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is logged when a denial can't be noted.</param>
public sealed partial class AccessFilter(
    AccessState access, IServiceProvider services, TimeProvider time, ILogger<AccessFilter> logger) : IIncomingGrainCallFilter
{
    private const string Face = "grains";

    // How a client of an Orleans cluster is named; the silo's own client, of which the host's faces are, has a key like this.
    private const string ClientType = "sys.client";
    private const string HostedClient = "hosted-";

    private IAuditTrail Audit => services.GetRequiredService<IAuditTrail>();

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (access.IsOpen)
        {
            CallContext.Signature = null;
            return context.Invoke();
        }

        bool fromClient = IsClient(context.SourceId);
        if (!fromClient && context.SourceId is not null && CallContext.Transaction is null) return context.Invoke();
        if (context.InterfaceMethod.DeclaringType?.Assembly != typeof(ITokenGrain).Assembly) return context.Invoke(); // the engine's own
        if (fromClient) return TakeSignature() ? InvokeOfGatewayAsync(context) : InvokeOfClientAsync(context);
        return CallContext.Principal is { } principal ? JudgeAsync(context, principal) : context.Invoke();
    }

    private static bool IsClient(GrainId? source) =>
        source is { } id && id.Type.ToString() == ClientType && id.Key.ToString()?.StartsWith(HostedClient, StringComparison.Ordinal) != true;

    // Taken out before anything else is called: it must not travel on, to an observer in an agent's process for one.
    private bool TakeSignature()
    {
        if (CallContext.Signature is not { } signature) return false;
        CallContext.Signature = null;
        return services.GetService<PrincipalSigner>()?.IsSigned(CallContext.Principal, signature) == true;
    }

    // It has found out who calls, or calls for itself.
    private Task InvokeOfGatewayAsync(IIncomingGrainCallContext context)
    {
        CallContext.Token = null;
        CallContext.Transaction = null;
        return CallContext.Principal is { } principal ? JudgeAsync(context, principal) : context.Invoke();
    }

    // Nothing that such a client says of itself counts but its token.
    private async Task InvokeOfClientAsync(IIncomingGrainCallContext context)
    {
        string? token = CallContext.Token;
        CallContext.Token = null;
        CallContext.Principal = null;
        Caller? caller = TokenText.TryParse(token, out TokenId id, out string? secret)
            ? (await services.GetRequiredService<IGrainFactory>().GetGrain<ITokenGrain>(id.Value).Verify(new(secret, Remote: null))).Caller
            : null;
        await JudgeAsync(context, caller?.ToString() ?? Caller.Nobody);
    }

    private Task JudgeAsync(IIncomingGrainCallContext context, string principal)
    {
        // A part of a transaction is called by the transaction; who calls from outside can't claim to be one.
        if (context.SourceId is null || IsClient(context.SourceId)) CallContext.Transaction = null;
        AccessRule? rule = AccessRules.Of(context.InterfaceMethod);
        if (Caller.TryParse(principal) is not { } caller || access.IsRevoked(caller.Token) || access.IsOver(caller.ExpiresAt))
            return RefuseAsync(Caller.TryParse(principal), rule, context, "the host demands a good token by now", ErrorCodes.Unauthenticated, null);
        if (rule is null) return RefuseAsync(caller, rule, context, $"{context.MethodName} can't be called from outside", ErrorCodes.Forbidden, null);
        Verdict verdict = rule.Judge(caller, context.TargetId.Key.ToString() ?? string.Empty, context.Request);
        if (verdict.Reason is { } reason) return RefuseAsync(caller, rule, context, reason, ErrorCodes.Forbidden, verdict.Agent);
        CallContext.Actor = caller.Actor;
        return verdict.Agent is { } agent ? OverrideAsync(caller, rule, context, agent) : context.Invoke();
    }

    private static string Named(string operation, Caller? caller) => caller?.Via is { } via ? $"{operation} via {via}" : operation;

    private async Task OverrideAsync(Caller caller, AccessRule rule, IIncomingGrainCallContext context, AgentId agent)
    {
        // Not done when it can't be noted.
        await Audit.NoteAsync(Face, new AuditEntry
        {
            Kind = AuditKind.Override,
            Token = caller.Token,
            Role = caller.Role,
            Agent = caller.Agent,
            Operation = Named(rule.Operation, caller),
            ActedAs = agent,
            Since = time.GetUtcNow(),
        });
        await context.Invoke();
    }

    private async Task RefuseAsync(
        Caller? caller, AccessRule? rule, IIncomingGrainCallContext context, string reason, string code, AgentId? agent)
    {
        try
        {
            await Audit.NoteAsync(Face, new AuditEntry
            {
                Kind = AuditKind.Denied,
                Token = caller?.Token,
                Role = caller?.Role,
                Agent = caller?.Agent,
                Operation = Named(rule?.Operation ?? context.MethodName, caller),
                ActedAs = agent,
                Reason = reason,
                Since = time.GetUtcNow(),
            });
        }
        catch (Exception error) when (error is OrchestratorException or TimeoutException or OrleansException)
        {
            LogNotNoted(logger, error, rule?.Operation ?? context.MethodName, reason);
        }

        throw new ForbiddenException(reason, code);
    }

    [LoggerMessage(LogLevel.Warning, "Refused {Operation} ({Reason}), and could not note it")]
    private static partial void LogNotNoted(ILogger logger, Exception error, string operation, string reason);
}
