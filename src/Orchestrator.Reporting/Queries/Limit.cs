using Orchestrator.Contracts.Errors;

namespace Orchestrator.Reporting.Queries;

/// <summary>The most items that an answer without pages may have.</summary>
internal static class Limit
{
    /// <exception cref="ValidationException">The limit is not 1 to what is allowed.</exception>
    public static int Check(int limit, int most) => limit >= 1 && limit <= most
        ? limit
        : throw new ValidationException("limit", $"must be 1 to {most}, is {limit}");
}
