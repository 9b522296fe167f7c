using System.Collections.Frozen;
using System.Reflection;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Streams;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Contracts.Transactions;
using Orleans.Serialization.Invocation;

namespace Orchestrator.Grains.Access;

/// <summary>
/// The one policy: who may call what, over HTTP, MCP and the Orleans client alike. A grain's method without a rule can't be called
/// from outside, and a test finds it.
/// </summary>
internal static class AccessRules
{
    private static readonly AccessRule Read = new AccessRule.Role(AccessRole.Observer);
    private static readonly AccessRule Work = new AccessRule.Role(AccessRole.Agent);
    private static readonly AccessRule Operate = new AccessRule.Role(AccessRole.Operator);
    private static readonly AccessRule Administer = new AccessRule.Role(AccessRole.Admin);
    private static readonly AccessRule Internal = new AccessRule.Internal();
    private static readonly AccessRule AsKey = new AccessRule.Act(
        (_, key, _) => IdentifierText.IsValid(key) ? AgentId.Parse(key) : null, MayBeNobody: false);

    private static readonly FrozenDictionary<MethodInfo, AccessRule> Rules = All().ToFrozenDictionary(rule => rule.Method, rule => rule.Rule);

    /// <summary>The methods that have a rule.</summary>
    public static IReadOnlyCollection<MethodInfo> Methods => Rules.Keys;

    /// <summary>The rule of a method; null when it has none.</summary>
    public static AccessRule? Of(MethodInfo method) => Rules.GetValueOrDefault(method);

    private static IEnumerable<(MethodInfo Method, AccessRule Rule)> All() =>
    [
        .. Of<ITransactional>(
            (nameof(ITransactional.Hold), Internal),
            (nameof(ITransactional.Prepare), Internal),
            (nameof(ITransactional.Written), Internal),
            (nameof(ITransactional.Confirm), Internal),
            (nameof(ITransactional.Abort), Internal)),
        .. Of<IEventStreamGrain>(
            (nameof(IEventStreamGrain.Follow), Read),
            (nameof(IEventStreamGrain.Acknowledge), Read),
            (nameof(IEventStreamGrain.Unfollow), Read)),
        .. Of<ITransactionGrain>(
            (nameof(ITransactionGrain.Run), Work)), // each of its commands is judged when it comes to its grain
        .. Of<ISessionGrain>(
            (nameof(ISessionGrain.Create), Work),
            (nameof(ISessionGrain.Get), Read),
            (nameof(ISessionGrain.Update), new AccessRule.Depends(UpdatingSession)),
            (nameof(ISessionGrain.End), Work),
            (nameof(ISessionGrain.Terminate), Operate),
            (nameof(ISessionGrain.Settle), Internal),
            (nameof(ISessionGrain.CreateDepartment), Work),
            (nameof(ISessionGrain.Archive), Operate),
            (nameof(ISessionGrain.Delete), Operate),
            (nameof(ISessionGrain.LogEvent), MaybeAs<LogSessionEvent>(0, command => command.AgentId)),
            (nameof(ISessionGrain.CreateCheckpoint), Work),
            (nameof(ISessionGrain.Restore), Work)),
        .. Of<IDepartmentGrain>(
            (nameof(IDepartmentGrain.Get), Read),
            (nameof(IDepartmentGrain.Update), Work)),
        .. Of<ICheckpointGrain>(
            (nameof(ICheckpointGrain.Get), Read),
            (nameof(ICheckpointGrain.Verify), Read),
            (nameof(ICheckpointGrain.Expire), Internal),
            (nameof(ICheckpointGrain.Delete), Operate)),
        .. Of<IAgentGrain>(
            (nameof(IAgentGrain.Register), AsKey),
            (nameof(IAgentGrain.Get), Read),
            (nameof(IAgentGrain.GetWorkplace), Read),
            (nameof(IAgentGrain.Update), AsKey),
            (nameof(IAgentGrain.Heartbeat), AsKey),
            (nameof(IAgentGrain.MarkStalled), Internal),
            (nameof(IAgentGrain.MarkResumed), Internal),
            (nameof(IAgentGrain.UseBoard), Internal),
            (nameof(IAgentGrain.UseProject), Internal),
            (nameof(IAgentGrain.Settle), Internal),
            (nameof(IAgentGrain.EndSession), Internal),
            (nameof(IAgentGrain.Delete), Operate)),
        .. Of<IConversationGrain>(
            (nameof(IConversationGrain.Create), new AccessRule.Act(Creator, MayBeNobody: false)),
            (nameof(IConversationGrain.Get), Read),
            (nameof(IConversationGrain.Send), As<SendMessage>(0, command => command.From)),
            (nameof(IConversationGrain.SendDirect), As<SendMessage>(0, command => command.From)),
            (nameof(IConversationGrain.AddMember), Internal),
            (nameof(IConversationGrain.RemoveMember), Internal),
            (nameof(IConversationGrain.GetMessages), Read),
            (nameof(IConversationGrain.Edit), As<EditMessage>(0, command => command.AgentId)),
            (nameof(IConversationGrain.Join), As<JoinConversation>(0, command => command.AgentId)),
            (nameof(IConversationGrain.Leave), AsArgument(0)),
            (nameof(IConversationGrain.MarkRead), As<MarkRead>(0, command => command.AgentId)),
            (nameof(IConversationGrain.Complete), Work),
            (nameof(IConversationGrain.Archive), Operate),
            (nameof(IConversationGrain.Dispatch), Internal)),
        .. Of<IMailboxGrain>(
            (nameof(IMailboxGrain.Deliver), Internal),
            (nameof(IMailboxGrain.GetLastSequence), Internal),
            (nameof(IMailboxGrain.Receive), AsKey),
            (nameof(IMailboxGrain.Acknowledge), AsKey),
            (nameof(IMailboxGrain.Return), AsKey),
            (nameof(IMailboxGrain.Fail), AsKey),
            (nameof(IMailboxGrain.Requeue), AsKey),
            (nameof(IMailboxGrain.Tend), Internal),
            (nameof(IMailboxGrain.WaitForResponse), AsKey),
            (nameof(IMailboxGrain.Subscribe), AsKey),
            (nameof(IMailboxGrain.Unsubscribe), AsKey),
            (nameof(IMailboxGrain.Attach), Internal),
            (nameof(IMailboxGrain.Release), Internal),
            (nameof(IMailboxGrain.GetSummary), Read)),
        .. Of<ISharedMailboxGrain>(
            (nameof(ISharedMailboxGrain.Take), Internal),
            (nameof(ISharedMailboxGrain.AcknowledgeTaken), Internal),
            (nameof(ISharedMailboxGrain.ReturnTaken), Internal),
            (nameof(ISharedMailboxGrain.FailTaken), Internal),
            (nameof(ISharedMailboxGrain.Offer), Internal)),
        .. Of<ITaskGrain>(
            (nameof(ITaskGrain.GetBoard), Read)),
        .. Of<ITaskBoardGrain>(
            (nameof(ITaskBoardGrain.Create), MaybeAs<CreateTask>(0, command => command.CreatedBy)),
            (nameof(ITaskBoardGrain.Get), Read),
            (nameof(ITaskBoardGrain.Update), Work),
            (nameof(ITaskBoardGrain.Assign), As<AssignTask>(1, command => command.AgentId)),
            (nameof(ITaskBoardGrain.Claim), As<ClaimTask>(1, command => command.AgentId)),
            (nameof(ITaskBoardGrain.ClaimNext), As<ClaimNextTask>(0, command => command.AgentId)),
            (nameof(ITaskBoardGrain.KnowsKey), Read),
            (nameof(ITaskBoardGrain.Renew), OnTask),
            (nameof(ITaskBoardGrain.Release), OnTask),
            (nameof(ITaskBoardGrain.Block), OnTask),
            (nameof(ITaskBoardGrain.Unblock), OnTask),
            (nameof(ITaskBoardGrain.Complete), OnTask),
            (nameof(ITaskBoardGrain.Fail), OnTask),
            (nameof(ITaskBoardGrain.Cancel), OnTask),
            (nameof(ITaskBoardGrain.Retry), Work),
            (nameof(ITaskBoardGrain.ListReady), Read),
            (nameof(ITaskBoardGrain.RenewAgent), Internal),
            (nameof(ITaskBoardGrain.ReleaseAgent), Internal),
            (nameof(ITaskBoardGrain.ReleaseAll), Internal),
            (nameof(ITaskBoardGrain.SetOverBudget), Internal),
            (nameof(ITaskBoardGrain.Tend), Internal)),
        .. Of<IFileLeaseGrain>(
            (nameof(IFileLeaseGrain.GetProject), Read)),
        .. Of<IProjectFilesGrain>(
            (nameof(IProjectFilesGrain.Reserve), As<ReserveFiles>(0, command => command.AgentId)),
            (nameof(IProjectFilesGrain.Get), Read),
            (nameof(IProjectFilesGrain.Renew), As<RenewFileLease>(1, command => command.AgentId)),
            (nameof(IProjectFilesGrain.Release), As<ReleaseFileLease>(1, command => command.AgentId)),
            (nameof(IProjectFilesGrain.ForceRelease), Operate),
            (nameof(IProjectFilesGrain.Check), Read),
            (nameof(IProjectFilesGrain.RenewAgent), Internal),
            (nameof(IProjectFilesGrain.ReleaseAgent), Internal),
            (nameof(IProjectFilesGrain.ReleaseSession), Internal),
            (nameof(IProjectFilesGrain.Tend), Internal)),
        .. Of<ISessionFilesGrain>(
            (nameof(ISessionFilesGrain.UseProject), Internal),
            (nameof(ISessionFilesGrain.Release), Internal)),
        .. Of<IBudgetGrain>(
            (nameof(IBudgetGrain.Report), As<ReportUsage>(0, command => command.AgentId)),
            (nameof(IBudgetGrain.Add), Internal),
            (nameof(IBudgetGrain.Set), Operate),
            (nameof(IBudgetGrain.Get), Read),
            (nameof(IBudgetGrain.Check), Read),
            (nameof(IBudgetGrain.Settle), Internal)),
        .. Of<ITokenGrain>(
            (nameof(ITokenGrain.Create), Administer),
            (nameof(ITokenGrain.Get), Administer),
            (nameof(ITokenGrain.Revoke), Administer),
            (nameof(ITokenGrain.Verify), Internal)),
        .. Of<IAuditGrain>(
            (nameof(IAuditGrain.Note), Internal)),
    ];

    private static AccessRule.Act OnTask => As<WorkOnTask>(1, command => command.AgentId);

    private static IEnumerable<(MethodInfo Method, AccessRule Rule)> Of<TGrain>(params IReadOnlyList<(string Method, AccessRule Rule)> rules)
    {
        string grain = typeof(TGrain).GetCustomAttribute<AliasAttribute>()!.Alias;
        return rules.Select(rule =>
        {
            MethodInfo method = typeof(TGrain).GetMethod(rule.Method)!;
            return (method, rule.Rule with { Operation = $"{grain}/{method.GetCustomAttribute<AliasAttribute>()!.Alias}" });
        });
    }

    private static AccessRule.Act As<TCommand>(int argument, Func<TCommand, AgentId?> whose)
        where TCommand : class => new AccessRule.Act((_, _, call) => Whose(call, argument, whose), MayBeNobody: false);

    private static AccessRule.Act MaybeAs<TCommand>(int argument, Func<TCommand, AgentId?> whose)
        where TCommand : class => new AccessRule.Act((_, _, call) => Whose(call, argument, whose), MayBeNobody: true);

    private static AccessRule.Act AsArgument(int argument) =>
        new AccessRule.Act((_, _, call) => call.GetArgument(argument) is AgentId agent ? agent : null, MayBeNobody: false);

    private static AgentId? Whose<TCommand>(IInvokable call, int argument, Func<TCommand, AgentId?> whose)
        where TCommand : class => call.GetArgument(argument) is TCommand command ? whose(command) : null;

    // Agents create the conversations that they take part in.
    private static AgentId? Creator(Caller caller, string key, IInvokable call)
    {
        if (call.GetArgument(0) is not CreateConversation command) return null;
        if (command.CreatedBy is { } creator) return creator;
        return command.Participants?.Any(one => one?.AgentId == caller.Agent) == true ? caller.Agent : null;
    }

    // These give back what is held in the session, as terminating it does, or put it away.
    private static AccessRole UpdatingSession(IInvokable call) =>
        call.GetArgument(0) is UpdateSession { Status: SessionStatus.Error or SessionStatus.Terminated or SessionStatus.Archived }
            ? AccessRole.Operator
            : AccessRole.Agent;
}
