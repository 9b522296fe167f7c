using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Npgsql;
using Orchestrator.Journal;

namespace Orchestrator.Host.Startup;

/// <summary>Says why a host did not start: in one line where the operator can mend it, in full where the program is wrong.</summary>
internal static class StartupFailure
{
    /// <summary>Reports it on standard error.</summary>
    /// <param name="error">Why the host did not start.</param>
    public static Task ReportAsync(Exception error) =>
        Console.Error.WriteLineAsync(Explain(error) is { } line ? $"orchestrator can't start: {line}" : error.ToString());

    /// <summary>The line that says what the operator can mend; null when it is the program that is wrong.</summary>
    /// <param name="error">Why the host did not start.</param>
    public static string? Explain(Exception error) => error switch
    {
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        JournalUnavailableException { InnerException: NpgsqlException } =>
            $"{WithCause(error)}. Check --store (Orchestrator:Store), and that PostgreSQL runs there and lets this user in.",
        StartupException or JournalException => WithCause(error),
        OptionsValidationException options => string.Join(" ", options.Failures),
        InvalidOperationException { InnerException: FormatException } => error.Message, // a configuration value of the wrong kind
        IOException { InnerException: AddressInUseException } => $"{error.Message} Stop what listens there, or choose another port with --urls.",
        IOException or UnauthorizedAccessException => error.Message,
        System.Net.Sockets.SocketException => $"it can't listen: {error.Message}. Choose another address or port with --urls.",
        _ => null,
    };

    private static string WithCause(Exception error) =>
        error.InnerException is { } cause && !error.Message.Contains(cause.Message, StringComparison.Ordinal)
            ? $"{error.Message} ({cause.Message})"
            : error.Message;
}
