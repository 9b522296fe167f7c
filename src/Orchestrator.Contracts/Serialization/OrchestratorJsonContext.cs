using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Contracts.Serialization;

/// <summary>The one JSON contract of all commands, views and events, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(EventMetadata))]
[JsonSerializable(typeof(EventEnvelope))]
[JsonSerializable(typeof(Page<EventEnvelope>))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(Dictionary<string, long>))]
[JsonSerializable(typeof(CreateSession))]
[JsonSerializable(typeof(UpdateSession))]
[JsonSerializable(typeof(EndSession))]
[JsonSerializable(typeof(TerminateSession))]
[JsonSerializable(typeof(LogSessionEvent))]
[JsonSerializable(typeof(List<SessionEvent>))]
[JsonSerializable(typeof(Committed<SessionView>))]
[JsonSerializable(typeof(Committed<SessionEventView>))]
[JsonSerializable(typeof(Page<SessionView>))]
[JsonSerializable(typeof(Page<SessionEventView>))]
[JsonSerializable(typeof(RegisterAgent))]
[JsonSerializable(typeof(UpdateAgent))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(List<AgentEvent>))]
[JsonSerializable(typeof(Committed<AgentView>))]
[JsonSerializable(typeof(Page<AgentView>))]
[JsonSerializable(typeof(AgentStall))]
[JsonSerializable(typeof(AgentStatistics))]
[JsonSerializable(typeof(Page<AgentPeerStatistics>))]
[JsonSerializable(typeof(CreateConversation))]
[JsonSerializable(typeof(JoinConversation))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(EditMessage))]
[JsonSerializable(typeof(MarkRead))]
[JsonSerializable(typeof(AgentId))]
[JsonSerializable(typeof(MessageId))]
[JsonSerializable(typeof(List<ConversationEvent>))]
[JsonSerializable(typeof(Committed<ConversationView>))]
[JsonSerializable(typeof(Committed<MessageView>))]
[JsonSerializable(typeof(IReadOnlyList<MessageView>))]
[JsonSerializable(typeof(Page<ConversationView>))]
[JsonSerializable(typeof(Page<MessageView>))]
[JsonSerializable(typeof(ReceiveMessages))]
[JsonSerializable(typeof(AcknowledgeMessage))]
[JsonSerializable(typeof(AttachAgent))]
[JsonSerializable(typeof(ReleaseMessages))]
[JsonSerializable(typeof(SubscribeToMailbox))]
[JsonSerializable(typeof(ResponseView))]
[JsonSerializable(typeof(IReadOnlyList<InboxItem>))]
[JsonSerializable(typeof(TimeSpan))]
[JsonSerializable(typeof(AgentGroup))]
[JsonSerializable(typeof(ReturnMessage))]
[JsonSerializable(typeof(FailMessage))]
[JsonSerializable(typeof(DeliverMessages))]
[JsonSerializable(typeof(List<MailboxEvent>))]
[JsonSerializable(typeof(Committed<IReadOnlyList<InboxItem>>))]
[JsonSerializable(typeof(Committed<DeliveryView>))]
[JsonSerializable(typeof(Page<MessageDelivery>))]
[JsonSerializable(typeof(MailboxSummary))]
[JsonSerializable(typeof(CreateTask))]
[JsonSerializable(typeof(UpdateTask))]
[JsonSerializable(typeof(AssignTask))]
[JsonSerializable(typeof(ClaimTask))]
[JsonSerializable(typeof(ClaimNextTask))]
[JsonSerializable(typeof(WorkOnTask))]
[JsonSerializable(typeof(TaskId))]
[JsonSerializable(typeof(TaskBoardId))]
[JsonSerializable(typeof(List<TaskEvent>))]
[JsonSerializable(typeof(Committed<TaskView>))]
[JsonSerializable(typeof(IReadOnlyList<TaskView>))]
[JsonSerializable(typeof(Page<TaskView>))]
[JsonSerializable(typeof(CreateCheckpoint))]
[JsonSerializable(typeof(RestoreCheckpoint))]
[JsonSerializable(typeof(SavedCheckpoint))]
[JsonSerializable(typeof(List<CheckpointEvent>))]
[JsonSerializable(typeof(Committed<CheckpointView>))]
[JsonSerializable(typeof(Page<CheckpointView>))]
[JsonSerializable(typeof(SearchHit))]
[JsonSerializable(typeof(SearchResults))]
internal sealed partial class OrchestratorJsonContext : JsonSerializerContext;
