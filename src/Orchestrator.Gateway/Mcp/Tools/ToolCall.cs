using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Gateway.Mcp.Calls;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>A call of a tool: who calls, with which arguments.</summary>
/// <param name="tool">The tool.</param>
/// <param name="caller">Who speaks in this session.</param>
/// <param name="epoch">The incarnation that speaks; null where it is not known.</param>
/// <param name="services">What the tool works with.</param>
/// <param name="request">The request.</param>
internal sealed class ToolCall(
    ToolDefinition tool, McpCaller caller, long? epoch, McpServices services, RequestContext<CallToolRequestParams> request)
{
    private static readonly Dictionary<string, JsonElement> None = new(StringComparer.Ordinal);

    private readonly IReadOnlyDictionary<string, JsonElement> _arguments =
        request.Params?.Arguments is { } given ? new Dictionary<string, JsonElement>(given, StringComparer.Ordinal) : None;

    /// <summary>What the tool works with.</summary>
    public McpServices Services => services;

    /// <summary>The grains.</summary>
    public IGrainFactory Grains => services.Grains;

    /// <summary>Who speaks in this session.</summary>
    public McpCaller Caller => caller;

    /// <summary>The incarnation that speaks; null where it is not known.</summary>
    public long? Epoch => epoch;

    /// <summary>The agent that acts.</summary>
    /// <exception cref="ValidationException">The call names none, and neither does the session.</exception>
    /// <exception cref="ForbiddenException">The call names another than the session.</exception>
    public AgentId Agent
    {
        get
        {
            if (caller.Agent is not { } bound) return ToolDefinition.Agent.Read(_arguments)!.Value;
            if (_arguments.ContainsKey(ToolDefinition.Agent.Name) && ToolDefinition.Agent.Read(_arguments) != bound)
                throw new ForbiddenException($"this session speaks for agent {bound} and for no other; leave out the argument agent");
            return bound;
        }
    }

    /// <summary>The agent that the call itself names; null when it names none, or none that could be.</summary>
    public AgentId? Named =>
        _arguments.TryGetValue(ToolDefinition.Agent.Name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
        && IdentifierText.IsValid(value.GetString())
            ? AgentId.Parse(value.GetString())
            : null;

    /// <summary>What the call says of an argument.</summary>
    public T Read<T>(ToolParameter<T> parameter) => parameter.Read(_arguments);

    /// <summary>
    /// Checks all arguments before anything is done, and refuses those that the tool does not have: a misspelt one that is
    /// ignored would do something else.
    /// </summary>
    /// <exception cref="ValidationException">One is wrong, missing or unknown.</exception>
    public void Validate()
    {
        foreach (string name in _arguments.Keys)
        {
            if (name == ToolDefinition.Agent.Name && tool.Acts) continue;
            if (!tool.Parameters.Any(parameter => parameter.Name == name))
                throw new ValidationException(name, $"is not an argument of {tool.Name}; known: {string.Join(", ", tool.Parameters.Select(p => p.Name))}");
        }

        if (tool.Acts) _ = Agent;
        foreach (ToolParameter parameter in tool.Parameters) parameter.Check(_arguments);
    }

    /// <summary>Tells the client, where it wants to know, that the call still waits.</summary>
    /// <param name="waited">For how long it has.</param>
    /// <param name="most">How long it waits at most.</param>
    /// <param name="message">What for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TellProgressAsync(TimeSpan waited, TimeSpan most, string message, CancellationToken cancellationToken)
    {
        if (request.Params?.ProgressToken is not { } token) return;
        await request.Server.NotifyProgressAsync(
            token,
            new() { Progress = (float)waited.TotalSeconds, Total = (float)most.TotalSeconds, Message = message },
            cancellationToken: cancellationToken);
    }

    /// <summary>Whether the client wants to know that the call still waits.</summary>
    public bool WantsProgress => request.Params?.ProgressToken is not null;
}
