using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Delivery;

/// <summary>A way to bring a message to an agent that does not fetch it. One instance serves all agents at once.</summary>
public interface IDeliveryMethod
{
    /// <summary>Which way it is.</summary>
    DeliveryMethod Method { get; }

    /// <summary>
    /// Brings a message. Returns once the other end has it: that counts as an acknowledgement. It may be called again for
    /// the same message, when the host died between the delivery and its record.
    /// </summary>
    /// <param name="delivery">The message and where it goes.</param>
    /// <param name="cancellationToken">Gives up; the message may have been brought all the same.</param>
    /// <exception cref="DeliveryException">It could not be brought.</exception>
    Task DeliverAsync(OutgoingDelivery delivery, CancellationToken cancellationToken);
}

/// <summary>A message on its way out.</summary>
/// <param name="Recipient">The agent it is for.</param>
/// <param name="Attempt">How many times it is tried, this time included.</param>
/// <param name="Message">The message.</param>
/// <param name="Endpoints">Where the agent is reached; the message's own coordinates stand in it where it has some.</param>
public sealed record OutgoingDelivery(AgentId Recipient, int Attempt, MessageView Message, DeliveryEndpoints Endpoints);
