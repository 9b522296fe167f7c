using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Gateway.Problems;

/// <summary>A request that the gateway itself refuses.</summary>
/// <param name="problem">What the caller is told.</param>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves the gateway: the problem middleware answers it.")]
internal sealed class RefusedException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
