using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>
/// The number of the first message that was sent at a time or later, by halving: times grow with numbers, but where a clock was
/// set, and who asks for the last day can do with a place near it.
/// </summary>
internal static class FirstMessageSince
{
    /// <summary>The number; one more than the last when there is none.</summary>
    public static long Find(ReadConnection connection, DateTimeOffset time)
    {
        long first = 1;
        long after = connection.Prepare("SELECT coalesce(max(number), 0) + 1 FROM messages").Single(row => row.Int64(0));
        while (first < after)
        {
            long middle = first + (after - first) / 2;
            DateTimeOffset sent = connection
                .Prepare("SELECT created_at FROM messages WHERE number >= ?1 ORDER BY number LIMIT 1")
                .Bind(1, middle)
                .Single(row => row.Time(0));
            if (sent < time) first = middle + 1;
            else after = middle;
        }

        return first;
    }
}
