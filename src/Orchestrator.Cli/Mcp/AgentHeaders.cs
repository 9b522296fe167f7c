using System.Globalization;
using System.Net.Http.Headers;

namespace Orchestrator.Cli.Mcp;

/// <summary>Says with each request for which agent it is, in which incarnation, and with which token.</summary>
/// <param name="agent">The agent; null for a client that names it in each call.</param>
/// <param name="token">The access token, where the host wants one.</param>
internal sealed class AgentHeaders(string? agent, string? token)
    : DelegatingHandler(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false })
{
    private long _epoch;

    /// <summary>The incarnation, once it is registered.</summary>
    public long? Epoch
    {
        get => Interlocked.Read(ref _epoch) is > 0 and var epoch ? epoch : null;
        set => Interlocked.Exchange(ref _epoch, value ?? 0);
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (agent is not null) request.Headers.TryAddWithoutValidation("Orchestrator-Agent", agent);
        if (Epoch is { } epoch) request.Headers.TryAddWithoutValidation("Orchestrator-Epoch", epoch.ToString(CultureInfo.InvariantCulture));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return base.SendAsync(request, cancellationToken);
    }
}
