using Microsoft.Extensions.Hosting;
using Orchestrator.Gateway.Access;
using Orchestrator.Gateway.Freshness;
using Orchestrator.Gateway.Inbox;
using Orchestrator.Journal;
using Orchestrator.Journal.Checkpoints;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Checkpoints;
using Orchestrator.Reporting.Conversations;
using Orchestrator.Reporting.Files;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Search;
using Orchestrator.Reporting.Sessions;
using Orchestrator.Reporting.Tasks;

namespace Orchestrator.Gateway.Mcp.Calls;

/// <summary>What tools, resources and prompts work with: the same grains and tables as the HTTP endpoints.</summary>
internal sealed record McpServices(
    IGrainFactory Grains,
    AgentQueries Agents,
    MessageQueries Messages,
    MailboxQueries Mailboxes,
    SessionQueries Sessions,
    TaskQueries Tasks,
    FileLeaseQueries Files,
    CheckpointQueries Checkpoints,
    SearchQueries Search,
    ICheckpointStore Snapshots,
    IJournal Journal,
    MinPosition Freshness,
    LongPoll LongPoll,
    Denials Denials,
    IHostApplicationLifetime Lifetime,
    TimeProvider Time)
{
    /// <summary>Waits until the tables have all that is on disk: an agent must find what it was told.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken) =>
        await Freshness.WaitAsync(await Journal.GetCurrentPositionAsync(cancellationToken), cancellationToken);
}
