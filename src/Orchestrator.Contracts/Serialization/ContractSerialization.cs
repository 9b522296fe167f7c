using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Orchestrator.Contracts.Serialization;

/// <summary>Tells the grain engine how contracts cross between processes.</summary>
public static class ContractSerialization
{
    /// <summary>Serializes contracts as JSON, and errors as what they are. For silos and clients alike.</summary>
    /// <param name="services">The services of the silo or client.</param>
    public static IServiceCollection AddOrchestratorSerialization(this IServiceCollection services)
    {
        services.AddSerializer(serializer => serializer.AddJsonSerializer(IsContract, OrchestratorJson.Journal));
#if ORLEANS
        // Errors keep what they say in Exception.Data, which this codec carries.
        services.Configure<ExceptionSerializationOptions>(options =>
            options.SupportedNamespacePrefixes.Add(typeof(Errors.OrchestratorException).Namespace!));
#endif
        return services;
    }

    private static bool IsContract(Type type) =>
        type.Assembly == typeof(ContractSerialization).Assembly && !typeof(Exception).IsAssignableFrom(type);
}
