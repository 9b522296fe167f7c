using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Orchestrator.Host.Startup;

/// <summary>
/// Writes what the simple formatter writes, without control characters: what callers sent stands in some messages, and must neither
/// begin a line of its own in a log nor speak to the terminal that shows it.
/// </summary>
/// <param name="services">Has the simple formatter, which is registered beside this one.</param>
internal sealed class CleanConsoleFormatter(IServiceProvider services) : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name among the formatters.</summary>
    public const string FormatterName = "clean";

    private readonly Lazy<ConsoleFormatter> _simple = new(() =>
        services.GetServices<ConsoleFormatter>().First(one => one.Name == ConsoleFormatterNames.Simple));

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        Func<TState, Exception?, string> formatter = logEntry.Formatter;
        Exception? error = logEntry.Exception;
        LogEntry<TState> clean = new(
            logEntry.LogLevel,
            logEntry.Category,
            logEntry.EventId,
            logEntry.State,
            exception: null,
            (state, _) => Clean(error is null ? formatter(state, null) : $"{formatter(state, error)} {error}"));
        _simple.Value.Write(clean, scopeProvider, textWriter);
    }

    /// <summary>A text whose control characters are written as <c>\u001b</c> and the like; the ends of its lines as spaces.</summary>
    /// <param name="text">The text.</param>
    internal static string Clean(string text) => text.Any(IsControl)
        ? string.Concat(text.ReplaceLineEndings(" ").Select(one => IsControl(one) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}") : $"{one}"))
        : text;

    // The separators of lines and paragraphs, and what turns the direction of writing, hide what stands behind them.
    private static bool IsControl(char one) => char.IsControl(one)
        || one is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
