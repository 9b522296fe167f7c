using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orleans.Serialization.Invocation;

namespace Orchestrator.Grains.Access;

/// <summary>Who may call a method of a grain from outside.</summary>
internal abstract record AccessRule
{
    /// <summary>What the method is called in errors and in the audit, such as <c>session/terminate</c>.</summary>
    public string Operation { get; init; } = string.Empty;

    /// <summary>Judges a call.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="key">The grain's key.</param>
    /// <param name="call">The method's arguments.</param>
    public abstract Verdict Judge(Caller caller, string key, IInvokable call);

    private static Verdict AtLeast(AccessRole role, Caller caller, string operation) => caller.Role >= role
        ? Verdict.Allowed
        : Verdict.Denied($"{operation} takes the role {Words(role)}; {caller.Describe()} has not");

    private static string Words(AccessRole role) => role == AccessRole.Admin
        ? Words<AccessRole>.Of(role)
        : string.Join(" or ", Enum.GetValues<AccessRole>().Where(one => one >= role).Select(Words<AccessRole>.Of));

    /// <summary>Whoever has a role at least; what is called is nobody's act in particular.</summary>
    public sealed record Role(AccessRole Least) : AccessRule
    {
        public override Verdict Judge(Caller caller, string key, IInvokable call) => AtLeast(Least, caller, Operation);
    }

    /// <summary>
    /// An agent's act: by itself, or by an operator in its name. <paramref name="Whose"/> finds the agent in the call.
    /// </summary>
    /// <param name="Whose">Finds the agent; null when the call names none.</param>
    /// <param name="MayBeNobody">Whether an agent may leave out who acts.</param>
    public sealed record Act(Func<Caller, string, IInvokable, AgentId?> Whose, bool MayBeNobody) : AccessRule
    {
        public override Verdict Judge(Caller caller, string key, IInvokable call)
        {
            if (AtLeast(AccessRole.Agent, caller, Operation) is { Reason: not null } low) return low;
            if (Whose(caller, key, call) is not { } agent)
            {
                return MayBeNobody || caller.Role > AccessRole.Agent
                    ? Verdict.Allowed
                    : Verdict.Denied($"{caller.Describe()} acts only as {caller.Agent}, and {Operation} does not say who acts; name that agent");
            }

            if (agent == caller.Agent) return Verdict.Allowed;
            return caller.Role > AccessRole.Agent
                ? Verdict.Override(agent)
                : Verdict.Denied($"{caller.Describe()} acts only as {caller.Agent}, and this is an act of {agent}", agent);
        }
    }

    /// <summary>Work of agents where one rule does not do.</summary>
    /// <param name="IsFor">The least role that a call takes.</param>
    public sealed record Depends(Func<IInvokable, AccessRole> IsFor) : AccessRule
    {
        public override Verdict Judge(Caller caller, string key, IInvokable call) => AtLeast(IsFor(call), caller, Operation);
    }

    /// <summary>Grains call it among each other; from outside nobody does.</summary>
    public sealed record Internal : AccessRule
    {
        public override Verdict Judge(Caller caller, string key, IInvokable call) =>
            Verdict.Denied($"{Operation} is for the host's own grains");
    }
}

/// <summary>What came of judging a call.</summary>
/// <param name="Reason">Why it is refused; null when it is allowed.</param>
/// <param name="Agent">The agent that is acted as, where it is not the caller's own.</param>
internal readonly record struct Verdict(string? Reason, AgentId? Agent)
{
    public static Verdict Allowed => default;

    public static Verdict Override(AgentId agent) => new(Reason: null, agent);

    public static Verdict Denied(string reason, AgentId? agent = null) => new(reason, agent);
}
