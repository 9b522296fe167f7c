using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Orchestrator.Gateway.Mcp.Calls;
using Orchestrator.Gateway.Mcp.Prompts;
using Orchestrator.Gateway.Mcp.Resources;
using Orchestrator.Gateway.Mcp.Tools;

namespace Orchestrator.Gateway.Mcp;

/// <summary>
/// One session of the protocol: who speaks, the tools as this caller sees them, and what it wants to be told of. Clients of
/// the protocol's later revisions, which have no sessions, get one for each request.
/// </summary>
internal sealed class McpSession : IDisposable
{
    private const int MaxSubscriptions = 100;

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _subscriptions = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private readonly GrainWatch _watch;
    private readonly McpResources _resources;
    private readonly McpPrompts _prompts;
    private readonly McpServices _services;
    private readonly McpServerPrimitiveCollection<McpServerTool> _tools = [];

    /// <summary>Begins it.</summary>
    /// <param name="caller">Who speaks.</param>
    /// <param name="services">The host's services.</param>
    public McpSession(McpCaller caller, IServiceProvider services)
    {
        _services = services.GetRequiredService<McpServices>();
        _watch = services.GetRequiredService<GrainWatch>();
        var http = services.GetRequiredService<IHttpContextAccessor>();
        var logger = services.GetRequiredService<ILogger<GatewayTool>>();
        _resources = new McpResources(_services, caller, http, services.GetRequiredService<ILogger<McpResources>>());
        _prompts = new McpPrompts(_services, caller);
        bool bound = caller.Agent is not null;
        foreach ((ToolDefinition definition, Tool open, Tool own) in ToolCatalog.All)
            _tools.Add(new GatewayTool(definition, bound ? own : open, caller, _services, http, logger));
    }

    /// <summary>Sets a server of the protocol's library up for it.</summary>
    public void Configure(McpServerOptions options)
    {
        options.ToolCollection = _tools;
        options.Capabilities ??= new ServerCapabilities();
        options.Capabilities.Resources = new ResourcesCapability { Subscribe = true };
        options.Handlers = new McpServerHandlers
        {
            ListResourcesHandler = async (_, _) => await _resources.ListAsync(),
            ListResourceTemplatesHandler = static (_, _) => ValueTask.FromResult(McpResources.Templates()),
            ReadResourceHandler = async (request, token) => await _resources.ReadAsync(request.Params?.Uri, token),
            SubscribeToResourcesHandler = SubscribeAsync,
            UnsubscribeFromResourcesHandler = (request, _) => ValueTask.FromResult(Unsubscribe(request.Params?.Uri)),
            SubscriptionsListenHandler = ListenAsync,
            ListPromptsHandler = (_, _) => ValueTask.FromResult(_prompts.List()),
            GetPromptHandler = GetPromptAsync,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    private async ValueTask<GetPromptResult> GetPromptAsync(RequestContext<GetPromptRequestParams> request, CancellationToken cancellationToken)
    {
        try
        {
            return await _prompts.GetAsync(request.Params!, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw _resources.Refused(error);
        }
    }

    private async ValueTask<EmptyResult> SubscribeAsync(RequestContext<SubscribeRequestParams> request, CancellationToken cancellationToken)
    {
        string uri = request.Params?.Uri ?? string.Empty;
        if (_subscriptions.Count >= MaxSubscriptions && !_subscriptions.ContainsKey(uri))
            throw new McpProtocolException($"limit: a session may have {MaxSubscriptions} subscriptions", McpErrorCode.InvalidRequest);
        ResourceWatch watch = await _resources.WatchAsync(uri, _watch);
        _ = RunAsync(uri, watch, request.Server);
        return new();
    }

    private EmptyResult Unsubscribe(string? uri)
    {
        if (uri is not null && _subscriptions.TryRemove(uri, out CancellationTokenSource? ended)) ended.Cancel();
        return new();
    }

    // The protocol's later revisions: the request itself stays open, and what is told comes as parts of its answer.
    private async ValueTask<EmptyResult> ListenAsync(RequestContext<SubscriptionsListenRequestParams> request, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _services.Lifetime.ApplicationStopping);
        IReadOnlyList<string> uris = [.. (request.Params?.Notifications.ResourceSubscriptions ?? []).Distinct(StringComparer.Ordinal)];
        if (uris.Count > MaxSubscriptions)
            throw new McpProtocolException($"limit: a request may have {MaxSubscriptions} subscriptions", McpErrorCode.InvalidParams);
        Subscription subscription = new(request.Server, request.JsonRpcRequest.Id);
        using var turn = new SemaphoreSlim(1);
        List<ResourceWatch> watches = [];
        try
        {
            foreach (string uri in uris) watches.Add(await _resources.WatchAsync(uri, _watch));
            await subscription.AcknowledgeAsync(uris, ended.Token);
            await Task.WhenAll(watches.Select(watch => watch.RunAsync(Tell, ended.Token)).Append(Task.Delay(Timeout.InfiniteTimeSpan, _services.Time, ended.Token)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The host stops: the client is answered, and listens again.
        }
        finally
        {
            foreach (ResourceWatch watch in watches) watch.Dispose();
        }

        return new();

        async Task Tell(string uri)
        {
            await turn.WaitAsync(ended.Token);
            try
            {
                await subscription.TellAsync(uri, ended.Token);
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private static Task TellAsync(McpServer server, string uri, CancellationToken cancellationToken) => server.SendNotificationAsync(
        NotificationMethods.ResourceUpdatedNotification,
        new ResourceUpdatedNotificationParams { Uri = uri },
        cancellationToken: cancellationToken);

    private async Task RunAsync(string uri, ResourceWatch watch, McpServer server)
    {
        using (watch)
        using (var ended = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token))
        {
            Unsubscribe(uri);
            _subscriptions[uri] = ended;
            try
            {
                await watch.RunAsync(updated => TellAsync(server, updated, ended.Token), ended.Token);
            }
            catch (Exception)
            {
                // Unsubscribed, or the session has ended: there is nobody to tell.
            }

            _subscriptions.TryRemove(new(uri, ended));
        }
    }
}
