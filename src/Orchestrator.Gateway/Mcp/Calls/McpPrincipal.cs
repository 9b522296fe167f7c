using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Gateway.Mcp.Tools;
using Orchestrator.Gateway.Requests;

namespace Orchestrator.Gateway.Mcp.Calls;

/// <summary>
/// Who sent a message. The protocol's library keeps it with each message, and refuses requests to a session in another name than
/// the one that began it.
/// </summary>
internal static class McpPrincipal
{
    private const string Face = "mcp";
    private const string CallerClaim = "orchestrator:caller";

    /// <summary>Somebody with a token. No other token, and no other agent, can use the session.</summary>
    /// <param name="caller">Who the token says it is.</param>
    /// <param name="agent">The agent it speaks for; null where each call names its own.</param>
    public static ClaimsPrincipal Of(Caller caller, AgentId? agent) => Of(
        agent is null ? $"token:{caller.Token}" : $"token:{caller.Token} agent:{agent}", new Claim(CallerClaim, caller.ToString()));

    /// <summary>An agent, while there are no tokens.</summary>
    public static ClaimsPrincipal Of(AgentId agent) => Of($"agent:{agent}");

    /// <summary>Who the token of a message's own request says it is; null for somebody without one.</summary>
    public static Caller? CallerOf(ClaimsPrincipal? user) => user?.FindFirst(CallerClaim) is { } claim ? Caller.TryParse(claim.Value) : null;

    /// <summary>
    /// The one place where a message gets the name in which grains are called for it, whatever it is: that of the request it came
    /// by, not of the one that began the session. Without one it is nobody's, which counts once there are tokens.
    /// </summary>
    public static McpMessageHandler Judged(McpMessageHandler next) => async (message, cancellationToken) =>
    {
        try
        {
            CallContext.Principal = CallerOf(message.User) is { } caller
                ? (caller with { Via = Via(message.JsonRpcMessage) }).ToString()
                : Caller.Nobody;
            await next(message, cancellationToken);
        }
        catch (JsonException error)
        {
            // Parameters that are none of its method are their sender's mistake; the library would call it the host's.
            throw new McpProtocolException($"params: {Unreadable(error)}", error, McpErrorCode.InvalidParams);
        }
        catch (InvalidOperationException error) when (error.InnerException is DecoderFallbackException)
        {
            throw new McpProtocolException("the message must be UTF-8", error, McpErrorCode.InvalidParams);
        }
        catch (InvalidOperationException error)
            when (message.JsonRpcMessage is JsonRpcRequest request && HalfSurrogate.Find(request.Params) is { } place)
        {
            throw new McpProtocolException($"{place}: {HalfSurrogate.Refusal}", error, McpErrorCode.InvalidParams);
        }
        catch (ArgumentException error) when (message.JsonRpcMessage is JsonRpcRequest { Params: JsonObject parameters } && HasTwice(parameters))
        {
            throw new McpProtocolException("params: have a field twice", error, McpErrorCode.InvalidParams);
        }
    };

    // An object of JSON finds out when it is first asked for a field.
    private static bool HasTwice(JsonObject parameters)
    {
        try
        {
            _ = parameters.Count;
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    /// <summary>What a tool is called in the audit.</summary>
    public static string Via(string tool) => $"{Face}/{tool}";

    // A client may call what there is not by any name.
    private static string Via(JsonRpcMessage message) =>
        message is JsonRpcRequest { Method: RequestMethods.ToolsCall, Params: JsonObject parameters }
        && parameters["name"] is JsonValue name
        && name.TryGetValue(out string? tool)
        && ToolCatalog.All.Any(one => one.Definition.Name == tool)
            ? Via(tool)
            : Face;

    /// <summary>Which of a message's parameters could not be read. The serializer's own words name types of the program.</summary>
    internal static string Unreadable(JsonException error) => JsonPath.Join(JsonPath.Split(error.Path)) is { } place
        ? $"{place}: is not what the method takes there"
        : "are not those of the method";

    private static ClaimsPrincipal Of(string name, params IReadOnlyList<Claim> more) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name), .. more], Face));
}
