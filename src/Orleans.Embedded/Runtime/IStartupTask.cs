namespace Orleans.Runtime;

/// <summary>A task that runs when a silo starts.</summary>
public interface IStartupTask
{
    /// <summary>Runs the task.</summary>
    Task Execute(CancellationToken cancellationToken);
}
