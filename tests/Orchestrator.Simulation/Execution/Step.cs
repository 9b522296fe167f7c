namespace Orchestrator.Simulation.Execution;

/// <summary>Something that can run now.</summary>
/// <param name="Kind">What is to be done with <paramref name="Item"/>.</param>
/// <param name="Owner">Whose it is, such as an activation: a strategy gives priorities by it.</param>
/// <param name="Item">What is run.</param>
internal readonly record struct Step(StepKind Kind, object Owner, object Item);

/// <summary>The kinds of <see cref="Step"/>.</summary>
internal enum StepKind
{
    /// <summary>Turns of an activation.</summary>
    Turn,

    /// <summary>A task of <see cref="SimulationTaskScheduler"/>: what runs outside of grains.</summary>
    Task,

    /// <summary>What would have gone to the thread pool.</summary>
    Pool,

    /// <summary>A part of a simulated store or network.</summary>
    Effect,
}
