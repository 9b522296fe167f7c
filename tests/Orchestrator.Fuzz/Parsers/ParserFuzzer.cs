using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Fuzz.Parsers;

/// <summary>Gives every parser inputs, in turn, and keeps what is wrong.</summary>
internal sealed class ParserFuzzer
{
    /// <summary>No parser may think longer about one input; generous, since others use the processor too.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private const int Batch = 500;
    private const int Size = 40;
    private const int KeptOfEach = 3;

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _wrong = new(StringComparer.Ordinal);

    public List<Finding> Findings { get; } = [];

    public long Inputs => _counts.Values.Sum();

    /// <summary>Gives one batch to each parser.</summary>
    /// <param name="seed">Makes the inputs.</param>
    /// <param name="stop">Ends it.</param>
    public void Run(ulong seed, CancellationToken stop)
    {
        foreach (ParserTarget target in ParserTargets.All)
        {
            stop.ThrowIfCancellationRequested();
            foreach (Check check in target.Inputs.Sample(Batch, new Rnd(seed), Size)) Run(seed, target, check);
        }
    }

    public override string ToString() => string.Join('\n', _counts.Select(pair => $"  {pair.Key,-28} {pair.Value,12:N0} inputs"));

    private void Run(ulong seed, ParserTarget target, Check check)
    {
        _counts[target.Name] = _counts.GetValueOrDefault(target.Name) + 1;
        long begun = Stopwatch.GetTimestamp();
        string? wrong;
        try
        {
            wrong = check.Run();
        }
        catch (Exception error)
        {
            wrong = $"{error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
        }

        if (Stopwatch.GetElapsedTime(begun) is var took && took > Bound) wrong ??= $"took {took.TotalSeconds:N1} s";
        if (wrong is null) return;
        _wrong[target.Name] = _wrong.GetValueOrDefault(target.Name) + 1;
        if (_wrong[target.Name] <= KeptOfEach) Findings.Add(new(seed, $"{target.Name}: {check.Show()}", wrong));
    }
}
