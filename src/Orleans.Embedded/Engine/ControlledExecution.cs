namespace Orleans.Runtime;

/// <summary>
/// Runs the turns of a cluster's activations in an order of its own, and decides what the engine leaves to chance: for a
/// simulation, in which one number must tell all that happens. Without one, turns run on threads of the pool.
/// </summary>
internal abstract class ControlledExecution
{
    /// <summary>Gets how many turns of an activation run before others may: each may be a place where others come between.</summary>
    public abstract int TurnsPerRun { get; }

    /// <summary>Has an activation's turns run later, by calling <see cref="IThreadPoolWorkItem.Execute"/> once.</summary>
    public abstract void Queue(IThreadPoolWorkItem activation);

    /// <summary>Chooses where a new activation is placed: the number of one of the silos, from 0.</summary>
    public abstract int ChooseSilo(int silos);
}
