using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Orchestrator.Cli.Api;

namespace Orchestrator.Cli.Mcp;

/// <summary>
/// Says with each request for which agent it is, in which incarnation, and with which token; and tells people when the host does not
/// take it: nobody looks at what a coding agent is answered, and asking again helps nobody.
/// </summary>
/// <param name="agent">The agent; null for a client that names it in each call.</param>
/// <param name="token">The access token, where the host wants one.</param>
/// <param name="say">Tells people what happens.</param>
internal sealed class AgentHeaders(string? agent, string? token, Action<string> say)
    : DelegatingHandler(new SocketsHttpHandler { Proxy = HostProxy.Instance, ConnectTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false })
{
    private long _epoch;
    private int _refused;

    /// <summary>The incarnation, once it is registered.</summary>
    public long? Epoch
    {
        get => Interlocked.Read(ref _epoch) is > 0 and var epoch ? epoch : null;
        set => Interlocked.Exchange(ref _epoch, value ?? 0);
    }

    /// <inheritdoc/>
    /// <exception cref="HostRefusedException">The host does not take the token, or the agent is not the token's.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (agent is not null) request.Headers.TryAddWithoutValidation("Orchestrator-Agent", agent);
        if (Epoch is { } epoch) request.Headers.TryAddWithoutValidation("Orchestrator-Epoch", epoch.ToString(CultureInfo.InvariantCulture));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
        {
            Interlocked.Exchange(ref _refused, 0);
            return response;
        }

        using (response) throw Refused(response.StatusCode, HostProblem.Describe(response, await response.Content.ReadAsStringAsync(cancellationToken)));
    }

    private HostRefusedException Refused(HttpStatusCode status, string why)
    {
        string words = (status, token) switch
        {
            (HttpStatusCode.Unauthorized, null) => $"the host wants an access token ({why}): start this with ORCHESTRATOR_TOKEN, ORCHESTRATOR_TOKEN_FILE or --token-file",
            (HttpStatusCode.Unauthorized, _) => $"the host does not take the access token ({why}): start this with another one",
            _ => $"the host refuses: {why}",
        };
        if (Interlocked.Exchange(ref _refused, 1) == 0) say(words);
        return new HostRefusedException(words, problem: null);
    }
}
