using System.Globalization;
using System.Text;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Grains.Transactions;

/// <summary>Which grains a transaction's commands are for, and how each is called.</summary>
internal sealed class TransactionPlan
{
    private readonly SortedDictionary<string, Part> _parts = new(StringComparer.Ordinal);

    private TransactionPlan()
    {
    }

    /// <summary>The grains, in an order that is the same for all transactions: so none waits for another that waits for it.</summary>
    public IReadOnlyCollection<Part> Parts => _parts.Values;

    /// <summary>Plans a transaction.</summary>
    public static async Task<TransactionPlan> MakeAsync(
        RunTransaction transaction, IGrainFactory grains, ICheckpointStore snapshots, TimeProvider time)
    {
        var plan = new TransactionPlan();
        Dictionary<TaskId, TaskBoardId> created = [];
        for (int i = 0; i < transaction.Commands.Count; i++)
        {
            try
            {
                (ITransactional grain, string name, Func<Task> call) = await RouteAsync(transaction.Commands[i]);
                if (!plan._parts.TryGetValue(name, out Part? part)) plan._parts.Add(name, part = new(name, grain));
                part.Commands.Add(new(i, call));
            }
            catch (OrchestratorException error)
            {
                throw CommandRefused.By(error, i);
            }
        }

        return plan;

        async Task<(ITransactional, string, Func<Task>)> RouteAsync(TransactionCommand command) => command switch
        {
            CreateSessionCommand c => Session(c.Body.Id ?? SessionId.New(time), s => s.Create(c.Body)),
            UpdateSessionCommand c => Session(c.SessionId, s => s.Update(c.Body)),
            EndSessionCommand c => Session(c.SessionId, s => s.End(c.Body)),
            TerminateSessionCommand c => Session(c.SessionId, s => s.Terminate(c.Body)),
            LogSessionEventCommand c => Session(c.SessionId, s => s.LogEvent(c.Body)),
            CreateDepartmentCommand c => Session(c.SessionId, s => s.CreateDepartment(c.Body)),
            CreateCheckpointCommand c => await CheckpointAsync(c),
            UpdateDepartmentCommand c => To(grains.GetGrain<IDepartmentGrain>(c.DepartmentId.Value), $"department/{c.DepartmentId}", d => d.Update(c.Body)),
            RegisterAgentCommand c => Agent(c.Body.Id ?? AgentId.New(c.Body.Name, time), a => a.Register(c.Body)),
            UpdateAgentCommand c => Agent(c.AgentId, a => a.Update(c.Body)),
            CreateConversationCommand c => Conversation(c.Body.Id ?? ConversationId.New(time), t => t.Create(c.Body)),
            SendMessageCommand { ConversationId: { } conversation } c => Conversation(conversation, t => t.Send(c.Body)),
            SendMessageCommand c => Conversation(ConversationId.Of(c.Body.From, Recipients(c.Body)), t => t.SendDirect(c.Body)),
            AcknowledgeMessageCommand c => To(grains.GetGrain<IMailboxGrain>(c.AgentId.Value), $"mailbox/{c.AgentId}", m => m.Acknowledge(c.Body)),
            CreateTaskCommand c => Create(c.Body with { Id = c.Body.Id ?? TaskId.New(time) }),
            UpdateTaskCommand c => await TaskAsync(c.TaskId, b => b.Update(c.TaskId, c.Body)),
            AssignTaskCommand c => await TaskAsync(c.TaskId, b => b.Assign(c.TaskId, c.Body)),
            ReleaseTaskCommand c => await TaskAsync(c.TaskId, b => b.Release(c.TaskId, c.Body)),
            CompleteTaskCommand c => await TaskAsync(c.TaskId, b => b.Complete(c.TaskId, c.Body)),
            FailTaskCommand c => await TaskAsync(c.TaskId, b => b.Fail(c.TaskId, c.Body)),
            CancelTaskCommand c => await TaskAsync(c.TaskId, b => b.Cancel(c.TaskId, c.Body)),
            _ => throw new ValidationException("command", "is not known"),
        };

        (ITransactional, string, Func<Task>) Session(SessionId id, Func<ISessionGrain, Task> call) =>
            To(grains.GetGrain<ISessionGrain>(id.Value), $"session/{id}", call);

        // The snapshot is on disk before the session says that it is there; that of a refused transaction is swept away.
        async Task<(ITransactional, string, Func<Task>)> CheckpointAsync(CreateCheckpointCommand command)
        {
            await using ISnapshotWriter writer = snapshots.Begin();
            await writer.WriteAsync(Encoding.UTF8.GetBytes(command.Body.Snapshot.GetRawText()), CancellationToken.None);
            await writer.FinishAsync(CancellationToken.None);
            CreateCheckpoint create = command.Body.ToCommand(await writer.StoreAsync(CancellationToken.None), snapshots.RetentionDays, time);
            return Session(command.SessionId, s => s.CreateCheckpoint(create));
        }

        (ITransactional, string, Func<Task>) Agent(AgentId id, Func<IAgentGrain, Task> call) =>
            To(grains.GetGrain<IAgentGrain>(id.Value), $"agent/{id}", call);

        (ITransactional, string, Func<Task>) Conversation(ConversationId id, Func<IConversationGrain, Task> call) =>
            To(grains.GetGrain<IConversationGrain>(id.Value), $"conversation/{id}", call);

        (ITransactional, string, Func<Task>) Create(CreateTask task)
        {
            created[task.Id!.Value] = task.BoardId();
            return Board(task.BoardId(), b => b.Create(task));
        }

        async Task<(ITransactional, string, Func<Task>)> TaskAsync(TaskId id, Func<ITaskBoardGrain, Task> call) => Board(
            created.TryGetValue(id, out TaskBoardId own) ? own : await grains.GetGrain<ITaskGrain>(id.Value).GetBoard(), call);

        (ITransactional, string, Func<Task>) Board(TaskBoardId id, Func<ITaskBoardGrain, Task> call) =>
            To(grains.GetGrain<ITaskBoardGrain>(id.Value), $"task-board/{id}", call);
    }

    private static Recipients Recipients(SendMessage message) =>
        message.To ?? throw new ValidationException("to", "is required without a conversationId");

    private static (ITransactional Grain, string Name, Func<Task> Call) To<TGrain>(TGrain grain, string name, Func<TGrain, Task> call)
        where TGrain : ITransactional => (grain, name, () => call(grain));

    /// <summary>A grain's part of the transaction.</summary>
    /// <param name="Name">The grain's name in the journal.</param>
    /// <param name="Grain">The grain.</param>
    internal sealed record Part(string Name, ITransactional Grain)
    {
        /// <summary>Its commands, in the order of the transaction.</summary>
        public List<PlannedCommand> Commands { get; } = [];

        /// <summary>Calls the commands as parts of a transaction; the calls end with it.</summary>
        public IReadOnlyList<(int Index, Task Call)> Start(TransactionId id)
        {
            List<(int, Task)> calls = [];
            for (int i = 0; i < Commands.Count; i++)
            {
                CallContext.Transaction = string.Create(CultureInfo.InvariantCulture, $"{id}/{i}");
                calls.Add((Commands[i].Index, Commands[i].Call()));
            }

            CallContext.Transaction = null;
            return calls;
        }
    }

    /// <summary>A command of the plan.</summary>
    /// <param name="Index">Its number in the transaction, from 0.</param>
    /// <param name="Call">Calls the grain.</param>
    internal sealed record PlannedCommand(int Index, Func<Task> Call);
}
