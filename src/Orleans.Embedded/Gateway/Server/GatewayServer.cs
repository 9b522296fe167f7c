using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Orleans.Gateway;

/// <summary>Serves remote clients: one request, as long as the connection lasts, per client.</summary>
internal sealed class GatewayServer
{
    private readonly ConcurrentDictionary<string, GatewaySession> _sessions = new(StringComparer.Ordinal);
    private readonly IHostApplicationLifetime _lifetime;
    private readonly Lazy<GatewayInterfaces> _interfaces;

    /// <summary>Makes the server.</summary>
    public GatewayServer(
        Silo silo,
        IOptions<OrleansGatewayOptions> options,
        IOptions<JsonCodecOptions> codec,
        IOptions<ExceptionSerializationOptions> exceptions,
        IHostApplicationLifetime lifetime,
        ILogger<GatewayServer> log)
    {
        Silo = silo;
        Options = options.Value;
        Log = log;
        Serializer = new(codec.Value.SerializerOptions, silo.Caller);
        Exceptions = new(new ExceptionTypes(exceptions.Value));
        _lifetime = lifetime;
        _interfaces = new(() => new GatewayInterfaces(Options.IsExposed));
    }

    /// <summary>Gets the silo that is served.</summary>
    public Silo Silo { get; }

    /// <summary>Gets the options.</summary>
    public OrleansGatewayOptions Options { get; }

    /// <summary>Gets the log.</summary>
    public ILogger Log { get; }

    /// <summary>Gets the serializer of arguments and results.</summary>
    public WireSerializer Serializer { get; }

    /// <summary>Gets the reader of exceptions.</summary>
    public WireExceptions Exceptions { get; }

    /// <summary>Gets the interfaces that may be called.</summary>
    public GatewayInterfaces Interfaces => _interfaces.Value;

    /// <summary>Serves a client until either side ends the connection.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (await RefuseAsync(context)) return;

        var principal = Options.Authenticate is { } authenticate ? await authenticate(context) : null;
        if (Options.Authenticate is not null && principal is null)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        LiftLimits(context);
        context.Response.ContentType = "application/x-orleans-frames";
        await context.Response.StartAsync(context.RequestAborted);
        using var connection = new FrameConnection(context.Request.Body, context.Response.Body, Options.MaxFrameBytes);
        await using var aborted = context.RequestAborted.UnsafeRegister(
            static state => ((FrameConnection)state!).Close(), connection);
        var gateway = new GatewayConnection(this, connection, principal?.Identity?.Name);
        await using var stopping = _lifetime.ApplicationStopping.UnsafeRegister(
            static state => _ = ((GatewayConnection)state!).DrainAsync(), gateway);
        await gateway.RunAsync();
    }

    /// <summary>Gives a client its session back, or a new one; null if the session belongs to somebody else.</summary>
    public GatewaySession? Open(string clientId, string? principal)
    {
        while (true)
        {
            var session = _sessions.GetOrAdd(clientId, id => new GatewaySession(this, id, principal));
            if (session.Principal != principal) return null;
            if (session.TryOpen()) return session;
            Remove(session);
        }
    }

    /// <summary>Forgets a session.</summary>
    public void Remove(GatewaySession session) => _sessions.TryRemove(new(session.ClientId, session));

    private static void LiftLimits(HttpContext context)
    {
        // The stream lasts for days and may be quiet for long.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private async Task<bool> RefuseAsync(HttpContext context)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status505HttpVersionNotsupported;
            await context.Response.WriteAsync(
                "The Orleans gateway speaks HTTP/2; GET /orleans/gateways tells where.", context.RequestAborted);
            return true;
        }

        if (!_lifetime.ApplicationStopping.IsCancellationRequested) return false;
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return true;
    }
}
