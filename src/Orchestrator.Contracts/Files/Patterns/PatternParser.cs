using System.Text;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Contracts.Files.Patterns;

/// <summary>Makes a machine of one alternative of a pattern.</summary>
internal static class PatternParser
{
    private const string Special = "*?[]{},!^-\\";

    /// <summary>Makes the machine.</summary>
    /// <exception cref="ValidationException">It is no pattern.</exception>
    public static PathAutomaton Parse(string alternative, string field)
    {
        bool isFolder = alternative.EndsWith('/');
        List<string> names = Names(alternative, field);
        if (isFolder && names[^1] != "**") names.Add("**");
        var automaton = new PathAutomaton();
        for (int i = 0; i < names.Count; i++)
        {
            bool isLast = i == names.Count - 1;
            if (names[i] == "**")
            {
                if (isLast) automaton.EndWithAll();
                else automaton.AddFolders();
                continue;
            }

            bool hasWildcard = AddName(automaton, names[i], field);
            if (isLast) automaton.End(withBelow: !hasWildcard);
            else automaton.AddLiteral((Rune)'/');
        }

        return automaton;
    }

    /// <summary>Makes the machine of a path that is meant literally, and of what is below it.</summary>
    public static PathAutomaton Literal(string path)
    {
        var automaton = new PathAutomaton();
        foreach (Rune character in path.EnumerateRunes()) automaton.AddLiteral(character);
        automaton.End(withBelow: true);
        return automaton;
    }

    private static List<string> Names(string alternative, string field)
    {
        if (alternative.StartsWith('/')) throw new ValidationException(field, "must be relative to the project's folder, without a / at the beginning");
        List<string> names = [];
        foreach (string name in alternative.Split('/'))
        {
            if (name == "..") throw new ValidationException(field, "must not lead out of the project with ..");
            if (name.Length == 0 || name == "." || (name == "**" && names.Count > 0 && names[^1] == "**")) continue;
            names.Add(name);
        }

        return names.Count > 0 ? names : throw new ValidationException(field, "must name files or folders of the project; ** is all of them");
    }

    private static bool AddName(PathAutomaton automaton, string name, string field)
    {
        bool hasWildcard = false;
        for (int at = 0; at < name.Length;)
        {
            switch (name[at])
            {
                case '*':
                    automaton.AddMany();
                    hasWildcard = true;
                    at++;
                    break;
                case '?':
                    automaton.AddOne(CharacterSet.InName);
                    hasWildcard = true;
                    at++;
                    break;
                case '[':
                    int end = CharacterClass.EndOf(name, at)
                        ?? throw new ValidationException(field, @"has a [ without a ]; write \[ for the character");
                    automaton.AddOne(CharacterClass.Read(name[at..end], field));
                    hasWildcard = true;
                    at = end;
                    break;
                case '\\':
                    // A path of Windows must not silently mean something else.
                    if (at + 1 == name.Length || !Special.Contains(name[at + 1], StringComparison.Ordinal))
                        throw new ValidationException(field, @"has a \ before a character without a special meaning; write / between folders, and \\ for the character");
                    automaton.AddLiteral((Rune)name[at + 1]);
                    at += 2;
                    break;
                default:
                    Rune.DecodeFromUtf16(name.AsSpan(at), out Rune character, out int length);
                    automaton.AddLiteral(character);
                    at += length;
                    break;
            }
        }

        return hasWildcard;
    }
}
