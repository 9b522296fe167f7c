using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Gateway.Problems;
using Orchestrator.Gateway.Requests;

namespace Orchestrator.Gateway.Access;

/// <summary>
/// Finds out who sends a request. From here on the <see cref="Caller"/> is a feature of the request and travels with every call to a
/// grain, where it is judged; a request whose token ends while it runs is cut off, and so is one that came without a token when the
/// first one is made.
/// </summary>
/// <param name="next">The rest of the request's way.</param>
/// <param name="access">What is known of access.</param>
/// <param name="grains">Reaches the tokens.</param>
/// <param name="denials">Where denials are noted.</param>
internal sealed class AccessMiddleware(RequestDelegate next, AccessState access, IGrainFactory grains, Denials denials)
{
    private const string Face = "http";
    private const string Scheme = "Bearer ";

    /// <summary>Lets in who may.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context) => access.IsOpen ? InvokeOpenAsync(context) : InvokeClosedAsync(context);

    // It came in while nobody had to say who it is: once there is a token it may neither call a grain nor read on.
    private async Task InvokeOpenAsync(HttpContext context)
    {
        CallContext.Principal = Caller.Nobody;
        bool makesTokens = context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>() is { Least: AccessRole.Admin };
        await using CancellationTokenRegistration closed = makesTokens ? default : access.Closed.UnsafeRegister(Abort, context);
        await next(context);
    }

    private async Task InvokeClosedAsync(HttpContext context)
    {
        Endpoint? endpoint = context.GetEndpoint();
        EndpointAccess? rule = endpoint?.Metadata.GetMetadata<EndpointAccess>();
        if (rule is { Least: null })
        {
            await next(context);
            return;
        }

        Operation? operation = endpoint?.Metadata.GetMetadata<Operation>();
        Caller caller = await AuthenticateAsync(context, operation);
        AccessRole least = rule?.Least ?? (operation is { Kind: OperationKind.Command } ? AccessRole.Agent : AccessRole.Observer);
        if (caller.Role < least)
        {
            string reason = $"{operation?.Name ?? context.Request.Path} takes the role {Words<AccessRole>.Of(least)}; {caller.Describe()} has not";
            await NoteAsync(context, operation, caller, reason);
            throw new RefusedException(Problem.Of(403, ErrorCodes.Forbidden, reason));
        }

        context.Features.Set(caller);
        CallContext.Principal = caller.ToString();

        // Who revokes the own token is still told that it is done.
        await using CancellationTokenRegistration revoked = operation is { Name: TokenEndpoints.RevokeName }
            ? default
            : access.WhenRevoked(caller.Token).UnsafeRegister(Abort, context);
        using IDisposable? over = caller.ExpiresAt is { } end ? access.WhenOver(end, context.Abort) : null;
        await next(context);
    }

    private static void Abort(object? context) => ((HttpContext)context!).Abort();

    private async Task<Caller> AuthenticateAsync(HttpContext context, Operation? operation)
    {
        StringValues header = context.Request.Headers.Authorization;
        if (header is not [{ } text] || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw await RefusedAsync(
                context, operation, header.Count == 0
                    ? "send a token: Authorization: Bearer orc_..."
                    : "the Authorization header must be one: Bearer and a token");
        }

        const string Unknown = "the token is not known, or not good any more";
        if (!TokenText.TryParse(text[Scheme.Length..].Trim(), out TokenId id, out string? secret))
            throw await RefusedAsync(context, operation, Unknown);
        TokenCheck check = await grains.GetGrain<ITokenGrain>(id.Value).Verify(new(secret, RemoteAddress.Of(context)));
        if (check.Caller is { } caller) return caller;
        if (check.RetryAfter is not { } wait) throw await RefusedAsync(context, operation, Unknown);
        throw TooMany.Of(context, wait, "too many wrong tokens came from there, or for this one");
    }

    private async Task<RefusedException> RefusedAsync(HttpContext context, Operation? operation, string detail)
    {
        await NoteAsync(context, operation, caller: null, detail);
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return new RefusedException(Problem.Of(401, ErrorCodes.Unauthenticated, detail));
    }

    private Task NoteAsync(HttpContext context, Operation? operation, Caller? caller, string reason)
    {
        string? face = context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>()?.Face;
        return denials.NoteAsync(context, face ?? Face, operation?.Name ?? face ?? "(unknown)", caller, reason);
    }
}
