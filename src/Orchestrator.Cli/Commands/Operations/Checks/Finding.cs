namespace Orchestrator.Cli.Commands.Operations.Checks;

/// <summary>What came of a check.</summary>
/// <param name="Check">What was checked.</param>
/// <param name="State"><c>ok</c>, <c>warning</c> or <c>failed</c>.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Advice">What to do about it; null where nothing is to be done.</param>
internal sealed record Finding(string Check, string State, string Detail, string? Advice = null)
{
    /// <summary>All is well.</summary>
    public static Finding Ok(string check, string detail) => new(check, "ok", detail);

    /// <summary>It works, but should not stay so.</summary>
    public static Finding Warning(string check, string detail, string advice) => new(check, "warning", detail, advice);

    /// <summary>It does not work.</summary>
    public static Finding Failed(string check, string detail, string advice) => new(check, "failed", detail, advice);
}
