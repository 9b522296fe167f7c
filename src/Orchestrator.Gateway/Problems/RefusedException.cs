namespace Orchestrator.Gateway.Problems;

/// <summary>A request that the gateway itself refuses.</summary>
/// <param name="problem">What the caller is told.</param>
internal sealed class RefusedException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
