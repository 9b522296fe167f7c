namespace Orchestrator.Contracts.Files.Patterns;

/// <summary>
/// How long patterns may be compared: a grain's turn is everybody's. Patterns that people write take some hundred steps; some
/// can be made that take hundreds of millions.
/// </summary>
/// <param name="steps">How many pairs of states may be looked at, over all comparisons that share it.</param>
public sealed class ComparisonBudget(int steps)
{
    /// <summary>Enough for one reservation against all leases of a project: about half a second.</summary>
    public const int OfReservation = 1_000_000;

    private int _left = steps;

    /// <summary>Spends a step.</summary>
    /// <exception cref="TooComplexException">None is left.</exception>
    internal void Spend()
    {
        if (--_left < 0) throw new TooComplexException();
    }
}
