using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.Simulation.Execution;

/// <summary>What happened: always as a digest, and in words where somebody wants to read it.</summary>
/// <param name="inWords">Whether somebody does.</param>
internal sealed partial class Trace(bool inWords)
{
    private readonly List<string> _lines = [];
    private TimeSpan _now;

    /// <summary>Tells apart what happened from anything else that might have.</summary>
    public ulong Digest { get; private set; } = 14695981039346656037;

    /// <summary>Whether words are kept.</summary>
    public bool IsInWords => inWords;

    /// <summary>What happened, in words.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public void Chosen(int step, int of, Step what)
    {
        Mix(((ulong)(uint)step << 32) | (uint)of);
        if (inWords) Write($"  {Describe(what)}{(of > 1 ? $"  [{step} of {of}]" : string.Empty)}");
    }

    public void Fired(TimeSpan now)
    {
        _now = now;
        Mix((ulong)now.Ticks);
        if (inWords) Write("  a timer");
    }

    public void Note(string text)
    {
        Mix(text);
        if (inWords) Write(text);
    }

    /// <summary>Adds what is said only where somebody reads.</summary>
    public void Remark(string text)
    {
        if (inWords) Write(text);
    }

    public void Mix(ReadOnlySpan<char> text)
    {
        foreach (char one in text) Mix(one);
    }

    public void Mix(ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes) Mix(one);
    }

    public void Mix(ulong value) => Digest = (Digest ^ value) * 1099511628211;

    private void Write(string text) => _lines.Add($"{_now.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture),9} {text}");

    private static string Describe(Step step) => step.Kind switch
    {
        StepKind.Turn => $"turn of {(step.Item as IGrainContext)?.GrainId}",
        StepKind.Effect => $"{step.Owner}",
        _ => $"{(step.Kind == StepKind.Pool ? "pool" : "client")}: {NameOf((step.Item as Task)?.AsyncState ?? step.Item)}",
    };

    // What an asynchronous method goes on with says the method's name only in its type.
    private static string NameOf(object item)
    {
        object? target = item is Delegate code ? code.Target ?? code.Method : item;
        Match match = MethodName().Match($"{target?.GetType()} {(item as Delegate)?.Method}");
        return match.Success ? match.Groups["name"].Value : $"{target?.GetType().Name}";
    }

    [GeneratedRegex(@"<(?<name>\w+)>[db]_", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex MethodName();
}
