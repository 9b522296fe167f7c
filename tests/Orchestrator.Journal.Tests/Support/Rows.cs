using System.Globalization;

namespace Orchestrator.Journal.Tests;

/// <summary>Rows to append, short to write in tests.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset At = new(2026, 11, 21, 8, 30, 0, 123, TimeSpan.Zero);

    public static JournalAppend Row(string grain, long sequence, int events = 1, string text = "event") => new(
        grain,
        sequence,
        events,
        "message-sent",
        $"[{string.Join(',', Enumerable.Repeat($"\"{text}\"", events))}]",
        """{"by":"agent_1"}""",
        At);

    public static string Name(this long number) => number.ToString(CultureInfo.InvariantCulture);

    public static async Task<List<JournalEntry>> ReadToEndAsync(this IJournal journal, int pageRows = 1000)
    {
        List<JournalEntry> all = [];
        while (true)
        {
            long last = all.Count == 0 ? 0 : all[^1].Position;
            IReadOnlyList<JournalEntry> page = await journal.ReadAsync(last, pageRows, long.MaxValue, CancellationToken.None);
            if (page.Count == 0)
                return all;
            all.AddRange(page);
        }
    }
}
