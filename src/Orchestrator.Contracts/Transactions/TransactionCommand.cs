using System.Text.Json.Serialization;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Transactions;

/// <summary>
/// A command of a transaction: what <c>command</c> names, with the <c>body</c> that its own address takes, and the ids that
/// stand in that address.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(CreateSessionCommand), "create-session")]
[JsonDerivedType(typeof(UpdateSessionCommand), "update-session")]
[JsonDerivedType(typeof(EndSessionCommand), "end-session")]
[JsonDerivedType(typeof(TerminateSessionCommand), "terminate-session")]
[JsonDerivedType(typeof(LogSessionEventCommand), "log-session-event")]
[JsonDerivedType(typeof(CreateDepartmentCommand), "create-department")]
[JsonDerivedType(typeof(UpdateDepartmentCommand), "update-department")]
[JsonDerivedType(typeof(CreateCheckpointCommand), "create-checkpoint")]
[JsonDerivedType(typeof(RegisterAgentCommand), "register-agent")]
[JsonDerivedType(typeof(UpdateAgentCommand), "update-agent")]
[JsonDerivedType(typeof(CreateConversationCommand), "create-conversation")]
[JsonDerivedType(typeof(SendMessageCommand), "send-message")]
[JsonDerivedType(typeof(AcknowledgeMessageCommand), "acknowledge-message")]
[JsonDerivedType(typeof(CreateTaskCommand), "create-task")]
[JsonDerivedType(typeof(UpdateTaskCommand), "update-task")]
[JsonDerivedType(typeof(AssignTaskCommand), "assign-task")]
[JsonDerivedType(typeof(ReleaseTaskCommand), "release-task")]
[JsonDerivedType(typeof(CompleteTaskCommand), "complete-task")]
[JsonDerivedType(typeof(FailTaskCommand), "fail-task")]
[JsonDerivedType(typeof(CancelTaskCommand), "cancel-task")]
public abstract record TransactionCommand
{
    /// <summary>Checks what can be checked without any grain's state.</summary>
    /// <exception cref="Errors.ValidationException">A field of the body is missing or not allowed.</exception>
    public abstract void Validate();
}

/// <summary>A command with its body.</summary>
/// <typeparam name="TBody">The body.</typeparam>
public abstract record TransactionCommand<TBody> : TransactionCommand
    where TBody : ICommand
{
    /// <summary>The command as its own address takes it.</summary>
    public required TBody Body { get; init; }

    /// <inheritdoc/>
    public override void Validate() => Body.Validate();
}

/// <summary>A command to a session.</summary>
/// <typeparam name="TBody">The body.</typeparam>
public abstract record SessionCommand<TBody> : TransactionCommand<TBody>
    where TBody : ICommand
{
    /// <summary>The session.</summary>
    public required SessionId SessionId { get; init; }
}

/// <summary>A command about a task.</summary>
/// <typeparam name="TBody">The body.</typeparam>
public abstract record TaskCommand<TBody> : TransactionCommand<TBody>
    where TBody : ICommand
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }
}

/// <summary>Creates a session.</summary>
public sealed record CreateSessionCommand : TransactionCommand<CreateSession>;

/// <summary>Changes a session.</summary>
public sealed record UpdateSessionCommand : SessionCommand<UpdateSession>;

/// <summary>Completes a session.</summary>
public sealed record EndSessionCommand : SessionCommand<EndSession>;

/// <summary>Terminates a session.</summary>
public sealed record TerminateSessionCommand : SessionCommand<TerminateSession>;

/// <summary>Logs an event in a session.</summary>
public sealed record LogSessionEventCommand : SessionCommand<LogSessionEvent>;

/// <summary>Creates a department.</summary>
public sealed record CreateDepartmentCommand : SessionCommand<CreateDepartment>;

/// <summary>Changes a department, one that was there before the transaction.</summary>
public sealed record UpdateDepartmentCommand : TransactionCommand<UpdateDepartment>
{
    /// <summary>The department.</summary>
    public required DepartmentId DepartmentId { get; init; }
}

/// <summary>Takes a checkpoint of a session, as it is after the commands before this one.</summary>
public sealed record CreateCheckpointCommand : SessionCommand<NewCheckpoint>;

/// <summary>Registers an agent.</summary>
public sealed record RegisterAgentCommand : TransactionCommand<RegisterAgent>;

/// <summary>Changes an agent.</summary>
public sealed record UpdateAgentCommand : TransactionCommand<UpdateAgent>
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }
}

/// <summary>Opens a conversation.</summary>
public sealed record CreateConversationCommand : TransactionCommand<CreateConversation>;

/// <summary>Sends a message, in a conversation or to the recipients that it names.</summary>
public sealed record SendMessageCommand : TransactionCommand<SendMessage>
{
    /// <summary>The conversation; absent for the one that sender and recipients have by themselves.</summary>
    public ConversationId? ConversationId { get; init; }
}

/// <summary>Says that a message is done.</summary>
public sealed record AcknowledgeMessageCommand : TransactionCommand<AcknowledgeMessage>
{
    /// <summary>The agent in whose inbox it is.</summary>
    public required AgentId AgentId { get; init; }
}

/// <summary>Creates a task.</summary>
public sealed record CreateTaskCommand : TransactionCommand<CreateTask>;

/// <summary>Changes a task.</summary>
public sealed record UpdateTaskCommand : TaskCommand<UpdateTask>;

/// <summary>Says who is to do a task.</summary>
public sealed record AssignTaskCommand : TaskCommand<AssignTask>;

/// <summary>Gives a task back.</summary>
public sealed record ReleaseTaskCommand : TaskCommand<WorkOnTask>;

/// <summary>Completes a task.</summary>
public sealed record CompleteTaskCommand : TaskCommand<WorkOnTask>;

/// <summary>Ends a task that could not be done.</summary>
public sealed record FailTaskCommand : TaskCommand<WorkOnTask>;

/// <summary>Ends a task that is not to be done.</summary>
public sealed record CancelTaskCommand : TaskCommand<WorkOnTask>;
