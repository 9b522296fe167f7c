using Orchestrator.Contracts.Conversations;

namespace Orchestrator.Grains.Tests.Delivery;

/// <summary>What can be done to the mailboxes of a few agents; numbers only, so that a failing list can be made shorter.</summary>
public abstract record Operation;

/// <summary>An agent sends.</summary>
/// <param name="From">The agent.</param>
/// <param name="Target">See <see cref="Targets"/>.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="MaxRetries">How many times it may be handed out again.</param>
/// <param name="ExpiresIn">After how many seconds it is of no use.</param>
/// <param name="AnswerIn">Within how many seconds an answer is wanted.</param>
public sealed record Send(
    int From, int Target, Priority Priority = Priority.Normal, int? MaxRetries = null, int? ExpiresIn = null, int? AnswerIn = null)
    : Operation;

/// <summary>An agent takes messages.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Max">How many at most.</param>
/// <param name="Lease">For how many seconds.</param>
/// <param name="Incarnation">Which of its incarnations speaks.</param>
/// <param name="Wait">How many seconds it waits for a first one.</param>
public sealed record Receive(int Agent, int Max, int Lease, Incarnation Incarnation = Incarnation.Present, int Wait = 0) : Operation;

/// <summary>An agent says that a message is done.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Pick">Which of the messages it was handed, newest first.</param>
/// <param name="Incarnation">Which of its incarnations speaks.</param>
public sealed record Acknowledge(int Agent, int Pick, Incarnation Incarnation = Incarnation.Present) : Operation;

/// <summary>An agent gives a message back.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Pick">Which of the messages it was handed, newest first.</param>
/// <param name="Delay">For how many seconds.</param>
/// <param name="Incarnation">Which of its incarnations speaks.</param>
public sealed record GiveBack(int Agent, int Pick, int? Delay = null, Incarnation Incarnation = Incarnation.Present) : Operation;

/// <summary>An agent says that a message can't be done.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Pick">Which of the messages it was handed, newest first.</param>
/// <param name="Incarnation">Which of its incarnations speaks.</param>
public sealed record Fail(int Agent, int Pick, Incarnation Incarnation = Incarnation.Present) : Operation;

/// <summary>An agent sends an answer to a message it was handed.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Pick">Which of the messages it was handed, newest first.</param>
public sealed record Answer(int Agent, int Pick) : Operation;

/// <summary>Someone takes a dead letter out again.</summary>
/// <param name="Pick">Which of all dead letters.</param>
public sealed record Requeue(int Pick) : Operation;

/// <summary>An agent registers anew.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Team">The team it is in from now on.</param>
public sealed record Register(int Agent, int Team) : Operation;

/// <summary>An agent changes its team without registering anew.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Team">The team it is in from now on.</param>
public sealed record MoveTo(int Agent, int Team) : Operation;

/// <summary>An agent signs off.</summary>
/// <param name="Agent">The agent.</param>
public sealed record GoOffline(int Agent) : Operation;

/// <summary>An agent beats; it is offline when it does not do so again in time.</summary>
/// <param name="Agent">The agent.</param>
public sealed record Beat(int Agent) : Operation;

/// <summary>Time passes.</summary>
/// <param name="Seconds">How much.</param>
public sealed record Pass(int Seconds) : Operation;

/// <summary>A silo vanishes and another starts.</summary>
/// <param name="Silo">Which.</param>
public sealed record KillSilo(int Silo) : Operation;

/// <summary>All silos end and others start on the same folder.</summary>
/// <param name="Killed">Whether they vanish, or stop in an orderly way.</param>
public sealed record Restart(bool Killed) : Operation;

/// <summary>A grain is put to sleep.</summary>
/// <param name="Grain">Which.</param>
public sealed record Deactivate(int Grain) : Operation;

/// <summary>All that is on its way arrives, and the books are compared.</summary>
public sealed record Settle : Operation;

/// <summary>Several operations at the same time.</summary>
/// <param name="First">One.</param>
/// <param name="Second">Another.</param>
/// <param name="Third">One more.</param>
public sealed record Together(Operation First, Operation Second, Operation? Third = null) : Operation;

/// <summary>Which incarnation of an agent speaks.</summary>
public enum Incarnation
{
    /// <summary>The present one.</summary>
    Present,

    /// <summary>The one before.</summary>
    Past,

    /// <summary>It does not say.</summary>
    Unsaid,
}

/// <summary>A list of operations, printed so that it can be pasted into a test.</summary>
/// <param name="All">The operations.</param>
public sealed record Plan(IReadOnlyList<Operation> All)
{
    /// <inheritdoc/>
    public override string ToString() => string.Concat(All.Select(one => $"\n    {Code(one)},"));

    private static string Code(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        Enum word => $"{word.GetType().Name}.{word}",
        Operation => $"new {value.GetType().Name}({string.Join(", ", ParametersOf(value).Select(Code))})",
        _ => $"{value}",
    };

    private static IEnumerable<object?> ParametersOf(object operation) =>
        operation.GetType().GetConstructors()[0].GetParameters().Select(p => operation.GetType().GetProperty(p.Name!)!.GetValue(operation));
}
