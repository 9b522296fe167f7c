namespace Orchestrator.Benchmarks.Report;

/// <summary>The words behind a command: <c>--name value</c>, <c>--flag</c>, and names.</summary>
internal sealed class CommandOptions(IEnumerable<string> words)
{
    private readonly List<string> _words = [.. words];

    /// <summary>What was not an option.</summary>
    /// <exception cref="UsageException">An option is left that was not asked for.</exception>
    public IReadOnlyList<string> Names => _words.Find(word => word.StartsWith('-')) is { } unknown
        ? throw new UsageException($"{unknown}: there is no such option")
        : _words;

    public bool Flag(string name) => _words.Remove(name);

    /// <summary>An option's text, or null when it is absent.</summary>
    /// <exception cref="UsageException">Its value is missing.</exception>
    public string? Text(string name)
    {
        int at = _words.IndexOf(name);
        if (at < 0) return null;
        if (at + 1 == _words.Count) throw new UsageException($"{name}: its value is missing");
        string value = _words[at + 1];
        _words.RemoveRange(at, 2);
        return value;
    }

    /// <summary>An option's number.</summary>
    /// <exception cref="UsageException">It is no number from 1 on.</exception>
    public int Number(string name, int otherwise) => Text(name) switch
    {
        null => otherwise,
        { } text when int.TryParse(text, out int number) && number > 0 => number,
        { } text => throw new UsageException($"{name}: '{text}' is not a whole number from 1 on"),
    };
}
