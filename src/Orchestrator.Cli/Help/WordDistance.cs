namespace Orchestrator.Cli.Help;

/// <summary>How far words are from each other.</summary>
internal static class WordDistance
{
    /// <summary>
    /// How many letters must be added, left out, replaced or exchanged with their neighbour to make one of the other, in any case
    /// (optimal string alignment).
    /// </summary>
    public static int Between(string one, string other)
    {
        int[][] steps = [.. Enumerable.Range(0, one.Length + 1).Select(i => new int[other.Length + 1])];
        for (int i = 0; i <= one.Length; i++) steps[i][0] = i;
        for (int j = 0; j <= other.Length; j++) steps[0][j] = j;
        for (int i = 1; i <= one.Length; i++)
        {
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = steps[i - 1][j - 1] + (Same(one[i - 1], other[j - 1]) ? 0 : 1);
                steps[i][j] = Math.Min(replaced, Math.Min(steps[i - 1][j], steps[i][j - 1]) + 1);
                if (i > 1 && j > 1 && Same(one[i - 1], other[j - 2]) && Same(one[i - 2], other[j - 1]))
                    steps[i][j] = Math.Min(steps[i][j], steps[i - 2][j - 2] + 1);
            }
        }

        return steps[one.Length][other.Length];
    }

    private static bool Same(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
