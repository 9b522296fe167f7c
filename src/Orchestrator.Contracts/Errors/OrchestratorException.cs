namespace Orchestrator.Contracts.Errors;

/// <summary>
/// The root of all errors that a grain answers a caller with. Its message is safe to show to an agent, its code is
/// stable. What its properties hold stands in <see cref="Exception.Data"/>, which crosses the wire on both flavours of
/// the grain engine; so an error is the same one on every side.
/// </summary>
public abstract class OrchestratorException : Exception
{
    private protected OrchestratorException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Data[nameof(Code)] = code;

    /// <summary>The stable, lower-case word for the error, such as <c>not-found</c>.</summary>
    public string Code => Text(nameof(Code)) ?? "error";

    private protected string? Text(string name) => Data[name] as string;
}
