namespace Orchestrator.Contracts.Errors;

/// <summary>
/// The root of all errors that a grain answers a caller with. Its message is safe to show to an agent, its code is
/// stable. What its properties hold stands in <see cref="Exception.Data"/>, which crosses the wire on both flavours of
/// the grain engine; so an error is the same one on every side.
/// </summary>
public abstract class OrchestratorException : Exception
{
    // The cause is kept in words: its type may be unknown on the other side, where the whole error would get lost with it.
    private protected OrchestratorException(string code, string message, Exception? innerException = null)
        : base(message)
    {
        Data[nameof(Code)] = code;
        if (innerException is not null) Data[nameof(Cause)] = Describe(innerException);
    }

    /// <summary>The stable, lower-case word for the error, such as <c>not-found</c>.</summary>
    public string Code => Text(nameof(Code)) ?? "error";

    /// <summary>What lies beneath it, for logs: types and messages; null without any. Not for callers.</summary>
    public string? Cause => Text(nameof(Cause));

    /// <inheritdoc/>
    public override string ToString() => Cause is { } cause ? $"{base.ToString()}{Environment.NewLine} caused by {cause}" : base.ToString();

    private static string Describe(Exception error) =>
        $"{error.GetType().Name}: {error.Message}{(error.InnerException is { } inner ? $" ({Describe(inner)})" : string.Empty)}";

    private protected string? Text(string name) => Data[name] as string;
}
