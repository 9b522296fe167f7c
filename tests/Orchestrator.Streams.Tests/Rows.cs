using Orchestrator.Journal;

namespace Orchestrator.Streams.Tests;

/// <summary>Rows of a journal.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset At = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static JournalEntry Of(string grain, params string[] events) => Of(1, grain, events);

    public static JournalEntry Of(long position, string grain, params string[] events) =>
        new(position, grain, 1, "x", System.Text.Encoding.UTF8.GetBytes($"[{string.Join(',', events)}]"), "{}", At);

    /// <summary>A session's event.</summary>
    public static string Logged(int number) =>
        $$"""{"event":"session-event-logged","eventId":"e{{number}}","eventType":"note","eventData":{"n":{{number}},"text":"a\nb"},"at":"2026-01-31T12:00:00.000Z"}""";
}
