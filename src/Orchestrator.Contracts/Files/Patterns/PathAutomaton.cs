using System.Text;

namespace Orchestrator.Contracts.Files.Patterns;

/// <summary>
/// The paths that one alternative of a pattern covers, as a machine that reads a path character by character and may be in
/// several states at once. It has no empty moves, and about as many states as the pattern has characters.
/// </summary>
internal sealed class PathAutomaton
{
    private readonly List<List<(CharacterSet On, int To)>> _edges = [[]];
    private readonly HashSet<int> _accepting = [];
    private readonly StringBuilder _prefix = new();
    private int _last;
    private bool _isLiteral = true;

    /// <summary>How many states it has; the first one is 0.</summary>
    public int StateCount => _edges.Count;

    /// <summary>What every path that it covers begins with, up to its end.</summary>
    public string Prefix => _prefix.ToString();

    /// <summary>Where characters lead from a state.</summary>
    public IReadOnlyList<(CharacterSet On, int To)> EdgesOf(int state) => _edges[state];

    /// <summary>Whether a path may end in a state.</summary>
    public bool IsAccepting(int state) => _accepting.Contains(state);

    /// <summary>Goes on with one character that is meant literally.</summary>
    public void AddLiteral(Rune character)
    {
        if (_isLiteral) _prefix.Append(character.ToString());
        _last = Step(_last, CharacterSet.Of(character.Value));
    }

    /// <summary>Goes on with one character of a set.</summary>
    public void AddOne(CharacterSet set)
    {
        _isLiteral = false;
        _last = Step(_last, set);
    }

    /// <summary>Goes on with any number of characters of a name, also none.</summary>
    public void AddMany()
    {
        _isLiteral = false;
        if (!_edges[_last].Contains((CharacterSet.InName, _last))) _edges[_last].Add((CharacterSet.InName, _last));
    }

    /// <summary>Goes on, at the beginning of a name, with any number of folders, also none.</summary>
    public void AddFolders()
    {
        _isLiteral = false;
        int inside = Step(_last, CharacterSet.InName);
        _edges[inside].Add((CharacterSet.InName, inside));
        _edges[inside].Add((CharacterSet.Separator, _last));
    }

    /// <summary>Ends, at the beginning of a name, with everything from here on.</summary>
    public void EndWithAll()
    {
        _isLiteral = false;
        int rest = Step(_last, CharacterSet.InName);
        _edges[rest].Add((CharacterSet.Any, rest));
        _accepting.Add(rest);
    }

    /// <summary>Ends here.</summary>
    /// <param name="withBelow">Whether all that is below a folder of this name is covered too.</param>
    public void End(bool withBelow)
    {
        _accepting.Add(_last);
        if (!withBelow) return;
        _last = Step(_last, CharacterSet.Separator);
        EndWithAll();
    }

    /// <summary>Whether it covers a path.</summary>
    public bool Covers(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        HashSet<int> states = [0];
        foreach (Rune character in path.EnumerateRunes())
        {
            HashSet<int> next = [];
            foreach (int state in states)
            {
                foreach ((CharacterSet on, int to) in _edges[state])
                {
                    if (on.Contains(character.Value)) next.Add(to);
                }
            }

            if (next.Count == 0) return false;
            states = next;
        }

        return states.Overlaps(_accepting);
    }

    private int Step(int from, CharacterSet on)
    {
        _edges.Add([]);
        _edges[from].Add((on, _edges.Count - 1));
        return _edges.Count - 1;
    }
}
