using System.Globalization;

namespace Orchestrator.Cli.Commands.Sql;

/// <summary>SQL values for people.</summary>
internal static class SqlText
{
    /// <summary>A value as SQLite's own shell shows it; absent ones stay absent.</summary>
    public static string? Of(object? value) => value switch
    {
        null => null,
        byte[] bytes => $"x'{Convert.ToHexString(bytes)}'",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
