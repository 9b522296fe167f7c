using System.Text.Json.Serialization;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Agents;

/// <summary>What can happen to a cluster as a whole.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(ServiceBegan), "service-began")]
public abstract record ServiceEvent : JournaledEvent;

/// <summary>
/// The first process of a cluster began to serve agents while no other did. From then on an agent's silence is its own; the silence
/// before it may have been the service's.
/// </summary>
public sealed record ServiceBegan : ServiceEvent
{
    /// <summary>The grain it happens to, by its name in the journal.</summary>
    public const string Grain = "cluster/service";
}
