using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Gateway.Mcp.Calls;
using Orchestrator.Gateway.Problems;
using Orchestrator.Gateway.Telemetry;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>
/// A tool in a session. The one place where a message of the protocol becomes a call of grains: who acts, in which
/// incarnation, with which key; and where what goes wrong becomes words.
/// </summary>
internal sealed partial class GatewayTool : McpServerTool
{
    /// <summary>Where a client that sends calls again by itself puts their key, below <c>_meta</c>.</summary>
    public const string KeyMeta = "orchestrator/idempotency-key";

    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(30);

    private readonly ToolDefinition _definition;
    private readonly McpCaller _caller;
    private readonly McpServices _services;
    private readonly IHttpContextAccessor _http;
    private readonly ILogger _logger;

    /// <summary>Makes it for a session.</summary>
    public GatewayTool(ToolDefinition definition, Tool shape, McpCaller caller, McpServices services, IHttpContextAccessor http, ILogger<GatewayTool> logger)
    {
        (_definition, _caller, _services, _http, _logger) = (definition, caller, services, http, logger);
        ProtocolTool = shape;
    }

    /// <inheritdoc/>
    public override Tool ProtocolTool { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<object> Metadata => [];

    /// <summary>What clients are told of a tool.</summary>
    /// <param name="definition">The tool.</param>
    /// <param name="bound">Whether the session names the agent.</param>
    public static Tool Shape(ToolDefinition definition, bool bound) => new()
    {
        Name = definition.Name,
        Description = definition.Description,
        InputSchema = JsonSerializer.SerializeToElement(definition.InputSchema(bound)),
        Annotations = new ToolAnnotations
        {
            ReadOnlyHint = definition.Effect == ToolEffect.Reads,
            IdempotentHint = definition.Effect is ToolEffect.Reads or ToolEffect.Settles,
            DestructiveHint = definition.Effect == ToolEffect.Ends,
            OpenWorldHint = false,
        },
    };

    /// <inheritdoc/>
    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        try
        {
            long? epoch = (_http.HttpContext is { } context ? McpCaller.ReadEpoch(context.Request) : null) ?? _caller.Epoch;
            var call = new ToolCall(_definition, _caller, epoch, _services, request);
            Caller? who = McpPrincipal.CallerOf(request.User);
            await CheckAsync(call, who);
            if (_definition.Effect != ToolEffect.Reads) GatewayTelemetry.Command($"mcp:{_definition.Name}");
            if (_definition.Keyed) CallContext.IdempotencyKey = Key(call, request.Params?.Meta);
            JsonNode answer = await _definition.Run(call, cancellationToken);
            if (_definition.Acts && who is not { Role: AccessRole.Observer }) await BeatAsync(call);
            return Result(Compact.Write(answer), failed: false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw; // nobody waits for the answer
        }
        catch (Exception error)
        {
            Problem problem = ProblemMap.Of(error, _http.HttpContext ?? new DefaultHttpContext());
            GatewayTelemetry.Refused(problem);
            if (problem.Status == 500) LogFailed(_logger, error, _definition.Name, problem.TraceId);
            return Result(ToolProblem.Describe(problem, _definition.Name), failed: true);
        }
    }

    // The grains judge each call. What would not come to one, or not at once, is refused before anything is done.
    private async Task CheckAsync(ToolCall call, Caller? who)
    {
        try
        {
            if (who is { Role: AccessRole.Observer } && _definition.Effect != ToolEffect.Reads && !_definition.Looks(call))
                throw new ForbiddenException($"{who.Describe()} only reads, and {_definition.Name} changes something");
            call.Validate();
        }
        catch (ForbiddenException refused) when (who is not null)
        {
            await _services.Denials.NoteAsync(_http.HttpContext, "mcp", McpPrincipal.Via(_definition.Name), who, refused.Message, call.Named);
            throw;
        }
    }

    private static string? Key(ToolCall call, JsonObject? meta)
    {
        if (call.Read(ToolParameters.Key) is { } own) return own;
        if (meta?[KeyMeta] is not { } node) return null;
        return node is JsonValue value && value.TryGetValue(out string? key) && CommandKey.IsValid(key)
            ? key
            : throw new ValidationException(KeyMeta, CommandKey.Rule);
    }

    private static CallToolResult Result(string text, bool failed) =>
        new() { Content = [new TextContentBlock { Text = text }], IsError = failed };

    // Who calls lives. An agent that is not registered has nothing that this would keep.
    private async Task BeatAsync(ToolCall call)
    {
        if (!_caller.IsBeatDue(_services.Time, BeatEvery)) return;
        CallContext.IdempotencyKey = null; // the call's, not this one's
        try
        {
            await call.Grains.GetGrain<IAgentGrain>(call.Agent.Value).Heartbeat(new Heartbeat { Epoch = call.Epoch });
        }
        catch (OrchestratorException)
        {
            // What was asked for is done; that its agent is not registered, or was replaced, the next command says.
        }
    }

    [LoggerMessage(LogLevel.Error, "the tool {Tool} failed ({TraceId})")]
    private static partial void LogFailed(ILogger logger, Exception error, string tool, string? traceId);
}
