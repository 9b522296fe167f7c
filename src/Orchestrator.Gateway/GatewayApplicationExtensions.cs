using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Gateway.Access;
using Orchestrator.Gateway.Agents;
using Orchestrator.Gateway.Aggregates;
using Orchestrator.Gateway.Batches;
using Orchestrator.Gateway.Budgets;
using Orchestrator.Gateway.Checkpoints;
using Orchestrator.Gateway.Conversations;
using Orchestrator.Gateway.Departments;
using Orchestrator.Gateway.Files;
using Orchestrator.Gateway.Inbox;
using Orchestrator.Gateway.Journal;
using Orchestrator.Gateway.Mcp;
using Orchestrator.Gateway.Messages;
using Orchestrator.Gateway.Operations;
using Orchestrator.Gateway.Problems;
using Orchestrator.Gateway.Requests;
using Orchestrator.Gateway.Search;
using Orchestrator.Gateway.Security;
using Orchestrator.Gateway.Sessions;
using Orchestrator.Gateway.Streams;
using Orchestrator.Gateway.Tasks;
using Orchestrator.Gateway.Telemetry;
using Orchestrator.Gateway.Transactions;

namespace Orchestrator.Gateway;

/// <summary>Puts the gateway into an application.</summary>
public static class GatewayApplicationExtensions
{
    /// <summary>Maps the HTTP API, with what guards it and what answers when it fails.</summary>
    /// <param name="app">The application.</param>
    public static WebApplication MapGateway(this WebApplication app)
    {
        app.UseMiddleware<RequestSpan>();
        app.UseResponseCompression();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<RequestGuard>();
        app.UseRouting();
        app.UseClusterConnection();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<RateLimitMiddleware>();
        app.UseMiddleware<OperationMiddleware>();
        app.Use(McpSetup.BindAsync);

        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json").IsForEverybody();

        RouteGroupBuilder api = app.MapGroup("/api/v1");
        api.MapSessions();
        api.MapAgents();
        api.MapInbox();
        api.MapMessages();
        api.MapConversations();
        api.MapDepartments();
        api.MapTasks();
        api.MapTransactions();
        api.MapBatches();
        api.MapFileLeases();
        api.MapCheckpoints();
        api.MapUsage();
        api.MapBudgets();
        api.MapTokens();
        api.MapSearch();
        api.MapAggregates();
        api.MapJournal();
        api.MapEvents();
        api.MapStatus();
        app.MapMcp();
        return app;
    }

    /// <summary>Maps only what process supervisors ask: for a host that has grains and no API.</summary>
    /// <param name="app">The application.</param>
    public static WebApplication MapProbes(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<RequestGuard>();
        app.UseRouting();
        app.MapHealth();
        return app;
    }
}
