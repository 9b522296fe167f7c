using System.Globalization;

namespace Orchestrator.Reporting.Store;

/// <summary>Times as the tables hold them: UTC, <c>YYYY-MM-DD HH:MM:SS.fff</c>, which SQLite's own functions read.</summary>
internal static class TimeText
{
    public const int Length = 23;

    private const string Layout = "yyyy-MM-dd HH:mm:ss.fff";

    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(Layout, CultureInfo.InvariantCulture);

    public static DateTimeOffset Parse(string text) => new(
        DateTime.ParseExact(text, Layout, CultureInfo.InvariantCulture), TimeSpan.Zero);

    public static void Write(DateTimeOffset time, Span<byte> text) =>
        time.UtcDateTime.TryFormat(text, out _, Layout, CultureInfo.InvariantCulture);
}
