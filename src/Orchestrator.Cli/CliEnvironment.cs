namespace Orchestrator.Cli;

/// <summary>What surrounds a command: streams, environment variables, clock. Tests give their own.</summary>
/// <param name="In">Where text is read from.</param>
/// <param name="Out">Where results go.</param>
/// <param name="Error">Where errors go, and with <c>--json</c> all words for people.</param>
/// <param name="OutIsTerminal">Whether a person looks at <paramref name="Out"/>: colours and the window's width count.</param>
/// <param name="ErrorIsTerminal">Whether a person looks at <paramref name="Error"/>: colours and progress bars count.</param>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="Time">The clock.</param>
internal sealed record CliEnvironment(
    TextReader In,
    TextWriter Out,
    TextWriter Error,
    bool OutIsTerminal,
    bool ErrorIsTerminal,
    Func<string, string?> Variable,
    TimeProvider Time)
{
    /// <summary>Whether the terminal, if there is one, understands more than text.</summary>
    public bool HasPlainTerminal => Variable("TERM") is "dumb";

    /// <summary>The process's own.</summary>
    public static CliEnvironment OfProcess() => new(
        Console.In,
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected,
        !Console.IsErrorRedirected,
        Environment.GetEnvironmentVariable,
        TimeProvider.System);
}
