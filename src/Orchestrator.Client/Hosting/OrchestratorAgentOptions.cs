namespace Orchestrator.Client;

/// <summary>How an agent of an application works.</summary>
public sealed record OrchestratorAgentOptions
{
    /// <summary>How it handles messages, where its handler is an <see cref="IMessageHandler"/>.</summary>
    public MessageWorkOptions Messages { get; set; } = new();

    /// <summary>How it works on tasks, where its handler is an <see cref="ITaskHandler"/>.</summary>
    public TaskWorkOptions Tasks { get; set; } = new();
}
