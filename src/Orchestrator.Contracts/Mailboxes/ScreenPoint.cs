using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>Where on the screen an agent's input is (S1 <c>pyautogui_coordinates</c>).</summary>
[Immutable]
public sealed record ScreenPoint
{
    /// <summary>Pixels from the left edge, 0 to 100,000; that it lies on the screen is checked at delivery.</summary>
    public required int X { get; init; }

    /// <summary>Pixels from the upper edge, 0 to 100,000; that it lies on the screen is checked at delivery.</summary>
    public required int Y { get; init; }

    /// <summary>The agent whose input it is; the recipient when absent.</summary>
    public AgentId? Agent { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <param name="field">The field that the point came in.</param>
    /// <exception cref="Errors.ValidationException">One is out of range.</exception>
    public void Validate(string field)
    {
        Check.Range(X, $"{field}.x", 0, 100_000);
        Check.Range(Y, $"{field}.y", 0, 100_000);
    }
}
