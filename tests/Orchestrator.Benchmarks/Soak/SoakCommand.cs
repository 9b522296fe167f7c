namespace Orchestrator.Benchmarks.Soak;

/// <summary>The verb <c>soak</c>.</summary>
internal static class SoakCommand
{
    /// <returns>0 when nothing grew, 1 when something did, 2 when the arguments are wrong.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        SoakSettings settings;
        try
        {
            settings = SoakSettings.Parse(arguments);
        }
        catch (FormatException error)
        {
            await Console.Error.WriteLineAsync($"{error.Message}\n\n{SoakSettings.Usage}");
            return 2;
        }

        SoakReport report = await new SoakRun(settings, line => Console.WriteLine(line)).RunAsync(cancellationToken);
        await report.WriteAsync();
        foreach (Verdict verdict in report.Verdicts) Console.WriteLine(verdict);
        foreach (string failure in report.Failures) Console.WriteLine($"failed: {failure}");
        return report.Verdicts.All(verdict => verdict.Flat) ? 0 : 1;
    }
}
