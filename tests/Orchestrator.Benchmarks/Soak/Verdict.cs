namespace Orchestrator.Benchmarks.Soak;

/// <summary>Whether something grew that must not.</summary>
/// <param name="What">What was looked at, with its unit.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="Growth">What it grew in an hour, by a line through the last two thirds; of the idle time what it grew in all.</param>
/// <param name="Allowed">What it may grow.</param>
internal sealed record Verdict(string What, double Mean, double Growth, double Allowed)
{
    public bool Flat => Growth <= Allowed;

    public string Word => Flat ? "FLAT" : "GROWS";

    public override string ToString() => $"{Word,-6} {What,-58} mean {Number(Mean),12}, growth {Number(Growth),12}, allowed {Number(Allowed),10}";

    public static string Number(double value) => Math.Abs(value) < 10 ? $"{value:0.000}" : $"{value:N1}";
}
