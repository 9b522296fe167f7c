namespace Orchestrator.Benchmarks.Soak;

/// <summary>The verb <c>soak</c>.</summary>
internal static class SoakCommand
{
    /// <returns>0 when nothing grew, 1 when something did.</returns>
    /// <exception cref="Report.UsageException">The arguments are wrong.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments.Contains("--help"))
        {
            Console.WriteLine(SoakSettings.Usage);
            return 0;
        }

        SoakSettings settings = SoakSettings.Parse(arguments);
        SoakReport report = await new SoakRun(settings, line => Console.WriteLine(line)).RunAsync(cancellationToken);
        await report.WriteAsync();
        foreach (Verdict verdict in report.Verdicts) Console.WriteLine(verdict);
        foreach (string failure in report.Failures) Console.WriteLine($"failed: {failure}");
        return report.Verdicts.All(verdict => verdict.Flat) ? 0 : 1;
    }
}
