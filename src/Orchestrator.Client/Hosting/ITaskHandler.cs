namespace Orchestrator.Client;

/// <summary>Works on the tasks of an agent that is run by
/// <see cref="OrchestratorAgentServiceCollectionExtensions.AddOrchestratorAgent{THandler}"/>.</summary>
public interface ITaskHandler
{
    /// <summary>
    /// Does a task. When it returns, the task is completed; when it throws, the task is given back to be tried again. See
    /// <see cref="AgentConnection.HandleTasksAsync"/>.
    /// </summary>
    /// <param name="task">The task; its <see cref="TaskAssignment.Agent"/> sends and reserves files in the agent's name.</param>
    /// <param name="cancellationToken">Cancelled when the task is lost, and when the agent must end now.</param>
    Task HandleAsync(TaskAssignment task, CancellationToken cancellationToken);
}
