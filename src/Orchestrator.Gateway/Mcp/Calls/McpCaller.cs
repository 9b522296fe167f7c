using System.Globalization;
using Microsoft.AspNetCore.Http;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Gateway.Mcp.Calls;

/// <summary>
/// Who speaks in a session of the protocol: the agent of the access token, else that of the header <see cref="AgentHeader"/>, or
/// nobody in particular. It lasts as long as the session, and for one request where the client has no sessions.
/// </summary>
/// <param name="agent">The agent; null where each call names its own.</param>
internal sealed class McpCaller(AgentId? agent)
{
    /// <summary>The header that says for which agent a client speaks.</summary>
    public const string AgentHeader = "Orchestrator-Agent";

    /// <summary>The header with the agent's incarnation, for clients that keep it themselves.</summary>
    public const string EpochHeader = "Orchestrator-Epoch";

    private long _epoch;
    private long _lastBeat;

    /// <summary>The agent; null where each call names its own.</summary>
    public AgentId? Agent { get; } = agent;

    /// <summary>The incarnation that registered in this session; null before.</summary>
    public long? Epoch
    {
        get => Interlocked.Read(ref _epoch) is > 0 and var epoch ? epoch : null;
        set => Interlocked.Exchange(ref _epoch, value ?? 0);
    }

    /// <summary>Reads it from the request that begins a session.</summary>
    /// <exception cref="ValidationException">A header is no agent's id or no incarnation.</exception>
    public static McpCaller Of(HttpContext context) =>
        new(ReadAgent(context.Request) ?? context.Features.Get<Caller>()?.Agent) { Epoch = ReadEpoch(context.Request) };

    /// <summary>The agent that a request's header names.</summary>
    /// <exception cref="ValidationException">It is no agent's id.</exception>
    public static AgentId? ReadAgent(HttpRequest request) =>
        request.Headers[AgentHeader] is { Count: > 0 } values ? AgentId.Parse(values is [{ } one] ? one : null, AgentHeader) : null;

    /// <summary>The incarnation that a request's header names.</summary>
    /// <exception cref="ValidationException">It is no number from 1.</exception>
    public static long? ReadEpoch(HttpRequest request)
    {
        if (request.Headers[EpochHeader] is not { Count: > 0 } values) return null;
        return values is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long epoch) && epoch > 0
            ? epoch
            : throw new ValidationException(EpochHeader, "must be a whole number from 1");
    }

    /// <summary>Whether a sign of life is due, and notes that it is given.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="every">How often one is given.</param>
    public bool IsBeatDue(TimeProvider time, TimeSpan every)
    {
        long now = time.GetTimestamp();
        long last = Interlocked.Read(ref _lastBeat);
        if (last != 0 && time.GetElapsedTime(last, now) < every) return false;
        return Interlocked.CompareExchange(ref _lastBeat, now, last) == last;
    }
}
