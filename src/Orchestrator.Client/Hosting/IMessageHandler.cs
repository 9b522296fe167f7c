namespace Orchestrator.Client;

/// <summary>Handles the messages of an agent that is run by
/// <see cref="OrchestratorAgentServiceCollectionExtensions.AddOrchestratorAgent{THandler}"/>.</summary>
public interface IMessageHandler
{
    /// <summary>
    /// Does what a message wants. When it returns, the message is acknowledged; when it throws, the message comes again later. See
    /// <see cref="AgentConnection.HandleMessagesAsync"/>.
    /// </summary>
    /// <param name="message">The message; its <see cref="ReceivedMessage.Agent"/> sends in the agent's name.</param>
    /// <param name="cancellationToken">Cancelled when the agent must end now.</param>
    Task HandleAsync(ReceivedMessage message, CancellationToken cancellationToken);
}
