using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Grains.Access;
using Orchestrator.Grains.Agents;
using Orchestrator.Grains.Budgets;
using Orchestrator.Grains.Checkpoints;
using Orchestrator.Grains.Conversations;
using Orchestrator.Grains.Departments;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Grains.Files;
using Orchestrator.Grains.Mailboxes;
using Orchestrator.Grains.Sessions;
using Orchestrator.Grains.Tasks;
using Orchestrator.Grains.Transactions;

namespace Orchestrator.Grains.Serialization;

/// <summary>The JSON settings of snapshots: the contracts' own, with the states of this room.</summary>
public static class GrainStateJson
{
    /// <summary>The settings.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(OrchestratorJson.Journal);
        options.TypeInfoResolver = JsonTypeInfoResolver.Combine(options.TypeInfoResolver, GrainStateJsonContext.Default);
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>The states of the grains.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Snapshot<SessionState>))]
[JsonSerializable(typeof(Snapshot<AgentState>))]
[JsonSerializable(typeof(Snapshot<ConversationState>))]
[JsonSerializable(typeof(Snapshot<MailboxState>))]
[JsonSerializable(typeof(Snapshot<TaskBoardState>))]
[JsonSerializable(typeof(Snapshot<DepartmentState>))]
[JsonSerializable(typeof(Snapshot<CheckpointState>))]
[JsonSerializable(typeof(Snapshot<TokenState>))]
[JsonSerializable(typeof(Snapshot<AuditState>))]
[JsonSerializable(typeof(MessageClaim.Payload[]))]
[JsonSerializable(typeof(TaskPlace.TaskPlaced[]))]
[JsonSerializable(typeof(TransactionOutcome[]))]
[JsonSerializable(typeof(Snapshot<ProjectFilesState>))]
[JsonSerializable(typeof(Snapshot<SessionFilesState>))]
[JsonSerializable(typeof(Snapshot<BudgetState>))]
[JsonSerializable(typeof(FileLeasePlace.FileLeasePlaced[]))]
internal sealed partial class GrainStateJsonContext : JsonSerializerContext;
