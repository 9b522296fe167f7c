using Orchestrator.Contracts.Errors;

namespace Orchestrator.Contracts.Journaling;

/// <summary>The rule for <see cref="CallContext.IdempotencyKey"/>, the same over HTTP and in a grain.</summary>
public static class CommandKey
{
    /// <summary>What the key is called in errors, and the header it comes in over HTTP.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The most characters of a key.</summary>
    public const int MaxLength = 255;

    /// <summary>The rule in words.</summary>
    public static string Rule { get; } = $"must be 1 to {MaxLength} visible ASCII characters";

    /// <summary>Whether the text may be a key.</summary>
    public static bool IsValid(ReadOnlySpan<char> key) =>
        key.Length is > 0 and <= MaxLength && key.IndexOfAnyExceptInRange('!', '~') < 0;

    /// <summary>Refuses a text that may not be a key.</summary>
    /// <exception cref="ValidationException">It is not 1 to 255 visible ASCII characters.</exception>
    public static void Check(ReadOnlySpan<char> key)
    {
        if (!IsValid(key)) throw new ValidationException(Header, Rule);
    }
}
