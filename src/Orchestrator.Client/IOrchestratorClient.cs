using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Client;

/// <summary>
/// A process's way to the orchestrator. Registered by
/// <see cref="OrchestratorClientServiceCollectionExtensions.AddOrchestratorClient"/>, or made without a host by
/// <see cref="OrchestratorConnection.OpenAsync"/>.
/// </summary>
/// <remarks>
/// Calls are repeated with growing waits while the host is out of reach, for as long as
/// <see cref="OrchestratorClientOptions.RetryFor"/> says, and then fail with <see cref="UnavailableException"/>; what is repeated is
/// carried out once. Calls that are not repeated say so in their documentation. Answers of the host are never repeated upon.
/// </remarks>
public interface IOrchestratorClient
{
    /// <summary>Sessions and what is logged in them.</summary>
    SessionClient Sessions { get; }

    /// <summary>Conversations and their transcripts.</summary>
    ConversationClient Conversations { get; }

    /// <summary>Tasks, for who plans and oversees them.</summary>
    TaskClient Tasks { get; }

    /// <summary>Who has reserved which files.</summary>
    FileClient Files { get; }

    /// <summary>What was used of models, and its limits.</summary>
    BudgetClient Budgets { get; }

    /// <summary>Checkpoints of sessions.</summary>
    CheckpointClient Checkpoints { get; }

    /// <summary>Departments of sessions.</summary>
    DepartmentClient Departments { get; }

    /// <summary>Several commands, all or none.</summary>
    TransactionClient Transactions { get; }

    /// <summary>
    /// Registers an agent of this process and keeps it alive until the returned connection is disposed. An agent with
    /// the same id in another process is superseded: each registration begins a new epoch.
    /// </summary>
    /// <param name="command">What the agent tells of itself. Without an id it gets one here, without a pid this process's.</param>
    /// <param name="cancellationToken">Gives up; it may be registered all the same.</param>
    Task<AgentConnection> RegisterAsync(RegisterAgent command, CancellationToken cancellationToken = default);

    /// <summary>Reads any agent, with its newest heartbeat.</summary>
    /// <param name="id">The agent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">It never registered, or was deleted.</exception>
    Task<AgentView> GetAgentAsync(AgentId id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Follows what happens, each event once and in order, also through restarts of the host. The host pushes as many events
    /// as are taken here; a loop that is slow falls behind and loses nothing.
    /// </summary>
    /// <param name="filter">Which events; all when null.</param>
    /// <param name="after">Behind which event to begin (<see cref="StreamedEvent.Cursor"/>); null for what comes from now on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ValidationException">The filter names a type of events that does not exist.</exception>
    /// <exception cref="CursorExpiredException">The journal does not reach back so far (any more).</exception>
    /// <exception cref="ConflictException">The journal does not reach that far (<c>cursor-ahead</c>).</exception>
    IAsyncEnumerable<StreamedEvent> FollowEventsAsync(
        EventFilter? filter = null, EventCursor? after = null, CancellationToken cancellationToken = default);
}
