using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Gateway.Mcp.Calls;
using Orchestrator.Gateway.Mcp.Tools;
using Orchestrator.Gateway.Problems;

namespace Orchestrator.Gateway.Mcp.Resources;

/// <summary>What clients may look at: sessions, inboxes and boards. Looking takes nothing and changes nothing.</summary>
internal sealed partial class McpResources(McpServices services, McpCaller caller, IHttpContextAccessor http, ILogger<McpResources> logger)
{
    private const string Json = "application/json";

    private static readonly string[] Filling = ["messages-queued", "messages-requeued", "messages-returned", "messages-released"];

    /// <summary>The templates of all addresses.</summary>
    public static ListResourceTemplatesResult Templates() => new()
    {
        ResourceTemplates =
        [
            Template(ResourceKind.Session, "session", "A session: agents, tasks by status, last events."),
            Template(ResourceKind.Inbox, "inbox", "What waits in an agent's inbox; nothing is taken out. Subscribe to hear when it fills."),
            Template(ResourceKind.Tasks, "tasks", "A board's open tasks; that of a session is called like it."),
        ],
    };

    /// <summary>The resources that concern the caller.</summary>
    public async Task<ListResourcesResult> ListAsync()
    {
        List<Resource> resources = [];
        if (caller.Agent is { } agent)
        {
            resources.Add(Resource(new(ResourceKind.Inbox, agent.Value), "Your inbox"));
            if (await services.Grains.GetGrain<IAgentGrain>(agent.Value).GetWorkplace() is { SessionId: { } session })
            {
                resources.Add(Resource(new(ResourceKind.Session, session.Value), "Your session"));
                resources.Add(Resource(new(ResourceKind.Tasks, session.Value), "The tasks of your session"));
            }
        }

        resources.Add(Resource(new(ResourceKind.Tasks, TaskBoardId.Default.Value), "The tasks of no session"));
        return new() { Resources = resources };
    }

    /// <summary>Reads one.</summary>
    public async Task<ReadResourceResult> ReadAsync(string? uri, CancellationToken cancellationToken)
    {
        try
        {
            ResourceAddress address = ResourceAddress.Parse(uri);
            await services.CatchUpAsync(cancellationToken);
            JsonObject content = address.Kind switch
            {
                ResourceKind.Session => await Overview.OfSessionAsync(services, SessionId.Parse(address.Id), cancellationToken),
                ResourceKind.Inbox => await Overview.OfInboxAsync(services, AgentId.Parse(address.Id), cancellationToken),
                _ => await Overview.OfBoardAsync(services, TaskBoardId.Parse(address.Id), cancellationToken),
            };
            return new() { Contents = [new TextResourceContents { Uri = address.Uri, MimeType = Json, Text = Compact.Write(content) }] };
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw Refused(error);
        }
    }

    /// <summary>Begins to watch a resource.</summary>
    /// <param name="uri">The resource.</param>
    /// <param name="grains">Tells of what is journaled.</param>
    /// <returns>To be run, and to be disposed, run or not; what comes from now on is told.</returns>
    public async Task<ResourceWatch> WatchAsync(string uri, GrainWatch grains)
    {
        ResourceAddress address;
        IReadOnlyList<string> watched;
        try
        {
            address = ResourceAddress.Parse(uri);
            watched = address.Kind switch
            {
                ResourceKind.Session => [$"session/{address.Id}"],
                ResourceKind.Tasks => [$"task-board/{address.Id}"],
                _ => await MailboxesOfAsync(AgentId.Parse(address.Id)),
            };
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw Refused(error);
        }

        GrainWatch.Watch watch = grains.Begin(watched, address.Kind == ResourceKind.Inbox ? Filling : null);
        return new(watch, address.Uri, services.Time);
    }

    /// <summary>What the protocol's library answers a request with that fails.</summary>
    public McpProtocolException Refused(Exception error)
    {
        if (error is McpProtocolException known) return known;
        Problem problem = ProblemMap.Of(error, http.HttpContext ?? new DefaultHttpContext());
        if (problem.Status == 500) LogFailed(logger, error, problem.TraceId);
        McpErrorCode code = problem.Status switch
        {
            400 => McpErrorCode.InvalidParams,
            404 => McpErrorCode.ResourceNotFound,
            < 500 => McpErrorCode.InvalidRequest,
            _ => McpErrorCode.InternalError,
        };
        return new McpProtocolException($"{problem.Code}: {problem.Detail}", code);
    }

    private static ResourceTemplate Template(ResourceKind kind, string name, string description) =>
        new() { UriTemplate = ResourceAddress.Template(kind), Name = name, Description = description, MimeType = Json };

    private static Resource Resource(ResourceAddress address, string title) =>
        new() { Uri = address.Uri, Name = address.Uri["orchestrator://".Length..], Title = title, MimeType = Json };

    // Work for any one of a group waits in the group's own mailbox.
    private async Task<IReadOnlyList<string>> MailboxesOfAsync(AgentId agent)
    {
        List<string> mailboxes = [$"mailbox/{agent}"];
        try
        {
            AgentView view = await services.Grains.GetGrain<IAgentGrain>(agent.Value).Get();
            mailboxes.AddRange(AgentGroup.Of(view.Type, view).Select(group => $"mailbox/{group.ConversationId}"));
        }
        catch (NotFoundException)
        {
            // Not registered: it has mail of its own all the same.
        }

        return mailboxes;
    }

    [LoggerMessage(LogLevel.Error, "a request of the model context protocol failed ({TraceId})")]
    private static partial void LogFailed(ILogger logger, Exception error, string? traceId);
}
