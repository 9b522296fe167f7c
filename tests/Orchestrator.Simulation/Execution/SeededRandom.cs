namespace Orchestrator.Simulation.Execution;

/// <summary>What grains use instead of chance.</summary>
/// <param name="seed">Where it begins.</param>
internal sealed class SeededRandom(ulong seed) : Random
{
    private SplitMix _numbers = new(seed);

    public override int Next() => Next(int.MaxValue);

    public override int Next(int maxValue) => _numbers.Below(maxValue);

    public override int Next(int minValue, int maxValue) => minValue + (int)NextInt64(0, (long)maxValue - minValue);

    public override long NextInt64() => (long)(_numbers.Next() >> 1);

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    public override long NextInt64(long minValue, long maxValue) =>
        minValue + (long)(((UInt128)_numbers.Next() * (ulong)(maxValue - minValue)) >> 64);

    public override double NextDouble() => (_numbers.Next() >> 11) * (1.0 / (1UL << 53));

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        foreach (ref byte one in buffer) one = (byte)_numbers.Next();
    }

    protected override double Sample() => NextDouble();
}
