namespace Orchestrator.Simulation.Execution;

/// <summary>The SplitMix64 generator: the same numbers from the same seed on every runtime.</summary>
/// <param name="seed">Where it begins.</param>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Makes the next number.</summary>
    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Makes a number from 0 to below a limit.</summary>
    public int Below(int limit) => (int)(((UInt128)Next() * (ulong)limit) >> 64);
}
