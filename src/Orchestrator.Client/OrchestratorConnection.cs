using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Client.Calls;
using Orchestrator.Client.Connecting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Streams;
using Orleans.Runtime.Messaging;

namespace Orchestrator.Client;

/// <summary>A client for programs without a host of their own: opened, used, disposed.</summary>
public sealed class OrchestratorConnection : IOrchestratorClient, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IOrchestratorClient _client;

    private OrchestratorConnection(IHost host)
    {
        _host = host;
        _client = host.Services.GetRequiredService<IOrchestratorClient>();
    }

    /// <inheritdoc/>
    public SessionClient Sessions => _client.Sessions;

    /// <inheritdoc/>
    public ConversationClient Conversations => _client.Conversations;

    /// <inheritdoc/>
    public TaskClient Tasks => _client.Tasks;

    /// <inheritdoc/>
    public FileClient Files => _client.Files;

    /// <inheritdoc/>
    public BudgetClient Budgets => _client.Budgets;

    /// <inheritdoc/>
    public CheckpointClient Checkpoints => _client.Checkpoints;

    /// <inheritdoc/>
    public DepartmentClient Departments => _client.Departments;

    /// <inheritdoc/>
    public TransactionClient Transactions => _client.Transactions;

    /// <summary>Connects to the orchestrator's host.</summary>
    /// <param name="configure">Sets the options.</param>
    /// <param name="configureLogging">Adds logging; nothing is logged when absent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UnavailableException">No host answered for as long as <see cref="OrchestratorClientOptions.RetryFor"/> says.</exception>
    /// <exception cref="ForbiddenException">The host wants a token, or another one (<c>unauthenticated</c>).</exception>
    public static async Task<OrchestratorConnection> OpenAsync(
        Action<OrchestratorClientOptions>? configure = null,
        Action<ILoggingBuilder>? configureLogging = null,
        CancellationToken cancellationToken = default)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        if (configureLogging is not null) configureLogging(builder.Logging);

        // A failed start is thrown here; the inner host would log it as well, with its stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddOrchestratorClient(configure);

        // Ctrl-C and SIGTERM are the program's: a console lifetime in here would take them and end nothing but itself.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        IHost host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new OrchestratorConnection(host);
        }
        catch (Exception exception)
        {
            Uri endpoint = host.Services.GetRequiredService<IOptions<OrchestratorClientOptions>>().Value.Endpoint;
            await DisposeAsync(host);
            if (IsRefusal(exception)) throw new ForbiddenException($"{exception.Message} Set {nameof(OrchestratorClientOptions)}.{nameof(OrchestratorClientOptions.Token)}.", ErrorCodes.Unauthenticated);
            if (TransientFailure.Is(exception)) throw TransientFailure.AsUnavailable("connect", endpoint, exception);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<AgentConnection> RegisterAsync(RegisterAgent command, CancellationToken cancellationToken = default) =>
        _client.RegisterAsync(command, cancellationToken);

    /// <inheritdoc/>
    public Task<AgentView> GetAgentAsync(AgentId id, CancellationToken cancellationToken = default) =>
        _client.GetAgentAsync(id, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StreamedEvent> FollowEventsAsync(
        EventFilter? filter = null, EventCursor? after = null, CancellationToken cancellationToken = default) =>
        _client.FollowEventsAsync(filter, after, cancellationToken);

    /// <summary>Disconnects. Dispose the agents' connections first: they sign off through this one.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await DisposeAsync(_host);
    }

    private static bool IsRefusal(Exception exception) => exception is ConnectionFailedException
    {
        InnerException: HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden },
    };

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else host.Dispose();
    }
}
