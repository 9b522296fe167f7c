using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Files;

/// <summary>The rules that the commands of file leases share.</summary>
internal static class FileLeaseRules
{
    private const double MaxTtlSeconds = 7 * TimeSpan.SecondsPerDay;

    public static void CheckHolder(AgentId agent, long? epoch)
    {
        if (agent == default) throw new ValidationException("agentId", "is required");
        Check.Range(epoch, "epoch", 1, long.MaxValue);
    }

    public static void CheckTtl(double? seconds) => Check.Range(seconds, "ttlSeconds", 1, MaxTtlSeconds);
}
