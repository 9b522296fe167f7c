using System.Globalization;

namespace Orchestrator.Cli.Commands.Access;

/// <summary>A time as people write it: <c>90m</c>, <c>12h</c>, <c>30d</c>.</summary>
internal static class Duration
{
    private const double LongestDays = 3_650;

    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="option">The option that it came from, for the error.</param>
    /// <exception cref="UsageException">It is none, or more than ten years.</exception>
    public static TimeSpan Parse(string text, string option)
    {
        if (text.Length > 1
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number > 0)
        {
            double days = text[^1] switch
            {
                's' => number / 86_400,
                'm' => number / 1_440,
                'h' => number / 24,
                'd' => number,
                'w' => number * 7,
                _ => double.NaN,
            };
            if (days <= LongestDays) return TimeSpan.FromDays(days);
        }

        throw new UsageException($"{option} is '{text}': give a number and s, m, h, d or w, such as 30d; ten years at most");
    }
}
