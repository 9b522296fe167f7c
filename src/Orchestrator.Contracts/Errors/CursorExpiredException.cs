using System.Globalization;

namespace Orchestrator.Contracts.Errors;

/// <summary>A reader of events wants to go on from where the journal does not reach back to any more.</summary>
public sealed class CursorExpiredException : OrchestratorException
{
    /// <summary>Says from where on there are events.</summary>
    /// <param name="after">The place the reader came to.</param>
    /// <param name="firstPosition">The first position from which on the journal is whole.</param>
    public CursorExpiredException(string after, long firstPosition)
        : base(
            "cursor-expired",
            string.Create(
                CultureInfo.InvariantCulture,
                $"what followed {after} is not in the journal any more; it begins with position {firstPosition}: go on with after={firstPosition - 1}")) =>
        Data[nameof(FirstPosition)] = firstPosition.ToString(CultureInfo.InvariantCulture);

    /// <summary>The first position from which on the journal is whole.</summary>
    public long FirstPosition => long.TryParse(Text(nameof(FirstPosition)), NumberStyles.None, CultureInfo.InvariantCulture, out long first) ? first : 0;
}
