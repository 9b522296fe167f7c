using System.Net;
using System.Text;

namespace Orchestrator.Client;

/// <summary>Where the host is and how patient the client is with it.</summary>
public sealed record OrchestratorClientOptions
{
    /// <summary>The host's address, <c>http://127.0.0.1:5080</c> unless it was started with other <c>--urls</c>.</summary>
    public Uri Endpoint { get; set; } = new("http://127.0.0.1:5080");

    /// <summary>The access token; a host that is bound to loopback and has none configured needs none.</summary>
    public string? Token { get; set; }

    /// <summary>
    /// The PostgreSQL database that has the membership of an Orleans cluster, as the silos' <c>--store</c> names it; then the client
    /// finds the silos there and ignores <see cref="Gateways"/>. A user who may only read <c>orleansquery</c> and <c>silo</c> in the schema
    /// <c>orleans</c> is enough. The embedded engine has one node, at <see cref="Endpoint"/>, and ignores it. Secret.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>The name of the Orleans cluster, as its silos have it; null for theirs unless they were told another.</summary>
    public string? ClusterId { get; set; }

    /// <summary>The name of the service, as the silos of the cluster have it; null for theirs unless they were told another.</summary>
    public string? ServiceId { get; set; }

    /// <summary>
    /// The gateways of an Orleans cluster, where the client is built for one; a silo on this machine (port 30000) when
    /// empty. The embedded engine has one node, at <see cref="Endpoint"/>, and ignores them.
    /// </summary>
    public IList<IPEndPoint> Gateways { get; } = [];

    /// <summary>How often a registered agent says that it lives. The host counts 5 minutes of silence as offline.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the second attempt of a call; it doubles with each further one.</summary>
    public TimeSpan ReconnectMinDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait between two attempts. Half of every wait is left to chance, so that a fleet that lost
    /// its host does not return as one.</summary>
    public TimeSpan ReconnectMaxDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long one attempt of a call may take, the wait for a connection included. An inbox waits at the host for two
    /// thirds of it at most.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a call that may be repeated is repeated while the host does not answer, before it fails with
    /// <see cref="Contracts.Errors.UnavailableException"/>; also how long the first connection is tried. Heartbeats and inboxes go on for as long as they are wanted.
    /// </summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the disposal of an <see cref="AgentConnection"/> tries to sign the agent off.</summary>
    public TimeSpan SignOffTimeout { get; set; } = TimeSpan.FromSeconds(5);

    // The compiler calls this for ToString: a token must not reach a log.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"{nameof(Endpoint)} = {Endpoint}, {nameof(Token)} = {(Token is null ? "none" : "***")}, ")
            .Append($"{nameof(HeartbeatInterval)} = {HeartbeatInterval}, {nameof(RetryFor)} = {RetryFor}");
        return true;
    }
}
