using System.Text.Json.Serialization;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Gateway.Access;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Batches;
using Orchestrator.Gateway.Checkpoints;
using Orchestrator.Gateway.Conversations;
using Orchestrator.Gateway.Inbox;
using Orchestrator.Gateway.Journal;
using Orchestrator.Gateway.Messages;
using Orchestrator.Gateway.Operations;
using Orchestrator.Gateway.Problems;
using Orchestrator.Gateway.Sessions;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Aggregates;
using Orchestrator.Reporting.Budgets;
using Orchestrator.Reporting.Files;
using Orchestrator.Reporting.Tasks;

namespace Orchestrator.Gateway.Serialization;

/// <summary>The shapes that only HTTP has.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(NewTokenRequest))]
[JsonSerializable(typeof(NewTokenView))]
[JsonSerializable(typeof(ArchiveSessions))]
[JsonSerializable(typeof(ArchivedSessions))]
[JsonSerializable(typeof(CreateSessions))]
[JsonSerializable(typeof(SendMessages))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(CreateCheckpointRequest))]
[JsonSerializable(typeof(RestoreCheckpointRequest))]
[JsonSerializable(typeof(RestoredCheckpoint))]
[JsonSerializable(typeof(AskRequest))]
[JsonSerializable(typeof(AskedView))]
[JsonSerializable(typeof(EditMessageRequest))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(ReturnMessageRequest))]
[JsonSerializable(typeof(FailMessageRequest))]
[JsonSerializable(typeof(Items<AggregateRow>))]
[JsonSerializable(typeof(Items<AgentView>))]
[JsonSerializable(typeof(Items<AgentActivity>))]
[JsonSerializable(typeof(Items<InboxItem>))]
[JsonSerializable(typeof(Items<MessageDelivery>))]
[JsonSerializable(typeof(Items<WaitingTask>))]
[JsonSerializable(typeof(Items<TaskChange>))]
[JsonSerializable(typeof(Items<TaskVelocity>))]
[JsonSerializable(typeof(Items<FileConflict>))]
[JsonSerializable(typeof(Items<FileLeaseChange>))]
[JsonSerializable(typeof(Items<UsageReportRow>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
[JsonSerializable(typeof(JournalPage))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(StatusView))]
internal sealed partial class GatewayJsonContext : JsonSerializerContext;
