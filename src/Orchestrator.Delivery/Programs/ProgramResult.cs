namespace Orchestrator.Delivery.Programs;

/// <summary>How a program ended.</summary>
/// <param name="Program">Its name.</param>
/// <param name="ExitCode">Its exit code; 0 is success.</param>
/// <param name="Output">What it wrote to standard output, 1 MiB at most.</param>
/// <param name="Error">What it wrote to standard error, trimmed, 500 characters at most.</param>
internal sealed record ProgramResult(string Program, int ExitCode, string Output, string Error)
{
    /// <summary>The output, if the program succeeded.</summary>
    /// <exception cref="DeliveryException">It did not; trying again may help.</exception>
    public string RequireSuccess() => ExitCode == 0
        ? Output
        : throw new DeliveryException($"{Program} failed with exit code {ExitCode}: {Error}", isPermanent: false);
}
