namespace Orchestrator.Deploy.Tests.Containers;

/// <summary>One instruction of a Dockerfile, with its lines joined.</summary>
/// <param name="Keyword">In upper case.</param>
/// <param name="Text">What follows it.</param>
internal sealed record Instruction(string Keyword, string Text)
{
    /// <summary>Reads a Dockerfile.</summary>
    public static IReadOnlyList<Instruction> ReadAll(string file)
    {
        List<Instruction> instructions = [];
        string pending = string.Empty;
        foreach (string line in File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            if (line.EndsWith('\\'))
            {
                pending += $"{line[..^1].Trim()} ";
                continue;
            }

            string[] parts = $"{pending}{line}".Split(' ', 2, StringSplitOptions.TrimEntries);
            instructions.Add(new(parts[0].ToUpperInvariant(), parts[1]));
            pending = string.Empty;
        }

        return instructions;
    }
}
