namespace Orchestrator.Simulation.Execution;

/// <summary>How the next step is chosen.</summary>
internal interface IStrategy
{
    /// <summary>Chooses one of the steps, oldest first.</summary>
    int Choose(List<Step> steps);
}
