namespace Orchestrator.Fuzz;

/// <summary>Something that must not be.</summary>
/// <param name="Seed">What made the input: the same seed makes the same inputs.</param>
/// <param name="Input">The input, in words.</param>
/// <param name="What">What was wrong.</param>
internal sealed record Finding(ulong Seed, string Input, string What)
{
    public override string ToString() => $"seed {Seed}: {What}\n    {Input}";
}
