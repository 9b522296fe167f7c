namespace Orchestrator.Contracts.Mailboxes;

/// <summary>
/// How long a message that was given back stays away: 1 s after the first attempt, twice as long after each further
/// one, 5 minutes at most, a fifth more or less by chance, so that what failed together does not come back together.
/// </summary>
public static class RetryDelay
{
    /// <summary>The delay after the first attempt.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The delay after an attempt.</summary>
    /// <param name="attempt">Which one it was, from 1.</param>
    /// <param name="chance">0 to 1: where in the fifth more or less it falls.</param>
    public static TimeSpan After(int attempt, double chance)
    {
        double seconds = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 30)));
        return TimeSpan.FromSeconds(seconds * (0.8 + (0.4 * chance)));
    }
}
