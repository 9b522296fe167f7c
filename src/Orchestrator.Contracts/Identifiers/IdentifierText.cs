using System.Buffers;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Identifiers;

/// <summary>The one rule for the text of all identifiers (domain.md, <em>Identifiers</em>).</summary>
public static class IdentifierText
{
    /// <summary>The most characters an identifier may have.</summary>
    public const int MaxLength = 128;

    /// <summary>The rule in words, as errors say it.</summary>
    public static string Rule { get; } = $"must be 1 to {MaxLength} of A-Z a-z 0-9 . _ : - and not . or .., which no URL can name";

    private const string Base36 = "0123456789abcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    [ThreadStatic]
    private static Random? t_random;

    private static long s_lastMilliseconds;

    /// <summary>Whether the text may be an identifier. Dot segments may not: clients and proxies resolve them (RFC 3986).</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(Allowed) && text is not ("." or "..");

    /// <summary>Returns the text when it may be an identifier.</summary>
    /// <exception cref="ValidationException">It may not.</exception>
    public static string Check(string? text, string field) => text is not null && IsValid(text)
        ? text
        : throw new ValidationException(field, Rule);

    /// <summary>Makes the text <c>&lt;prefix&gt;_&lt;unix ms&gt;_&lt;9 base36&gt;</c>.</summary>
    public static string New(string prefix, TimeProvider time) =>
        $"{prefix}_{time.GetUtcNow().ToUnixTimeMilliseconds()}_{(t_random ?? Random.Shared).GetString(Base36, 9)}";

    /// <summary>Has new identifiers of this thread made by a source whose numbers can be repeated; null for chance.</summary>
    internal static void UseRandom(Random? random) => t_random = random;

    /// <summary>
    /// Makes the text <c>&lt;prefix&gt;_&lt;digest&gt;</c> of the idempotency key that came with a command: the command
    /// sent again finds what it made. Null without a key.
    /// </summary>
    /// <param name="prefix">The kind of thing.</param>
    /// <param name="within">Where the same key may make another thing, such as a conversation.</param>
    internal static string? OfKey(string prefix, string within = "") => CallContext.IdempotencyKey is { } key
        ? $"{prefix}_{TextDigest.Of($"{within}\n{key}")}"
        : null;

    /// <summary>The time in unix milliseconds, or the next free one: never the same twice in one process.</summary>
    public static long NextMilliseconds(TimeProvider time)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long last, next;
        do
        {
            last = Interlocked.Read(ref s_lastMilliseconds);
            next = Math.Max(now, last + 1);
        }
        while (Interlocked.CompareExchange(ref s_lastMilliseconds, next, last) != last);
        return next;
    }
}
