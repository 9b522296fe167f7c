using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Commands;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Orchestrator.Cli.Output;

/// <summary>Prints results and words: tables for people, JSON for programs.</summary>
internal sealed partial class CliOutput
{
    // Wide enough that no line breaks: whoever pipes a table cuts it as they like.
    private const int WidthWithoutTerminal = 100_000;

    private readonly CliEnvironment _environment;
    private readonly IAnsiConsole _console;

    /// <summary>Begins to print.</summary>
    /// <param name="environment">Where to.</param>
    /// <param name="json">Whether results are JSON.</param>
    /// <param name="colours">Whether a terminal is shown colours.</param>
    public CliOutput(CliEnvironment environment, bool json, bool colours)
    {
        _environment = environment;
        IsJson = json;
        HasColours = colours && string.IsNullOrEmpty(environment.Variable("NO_COLOR")) && !environment.HasPlainTerminal;
        _console = Console(environment.Out, environment.OutIsTerminal && HasColours);
        if (!environment.OutIsTerminal) _console.Profile.Width = WidthWithoutTerminal;
        Bars = environment.ErrorIsTerminal && !environment.HasPlainTerminal ? Console(environment.Error, ansi: true) : null;
        if (Bars is null) return;
        Bars.Profile.Capabilities.Interactive = true;
        if (!HasColours) Bars.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
    }

    /// <summary>Whether results are JSON.</summary>
    public bool IsJson { get; }

    /// <summary>Whether results can be drawn over: a person looks, at a terminal that understands it, and wants no JSON.</summary>
    public bool CanRedraw => _environment.OutIsTerminal && !_environment.HasPlainTerminal && !IsJson;

    /// <summary>Where progress bars go; null where nobody would see them.</summary>
    internal IAnsiConsole? Bars { get; }

    private bool HasColours { get; }

    /// <summary>Prints a JSON value for programs, one a line.</summary>
    public void Json(string json) => _environment.Out.WriteLine(json);

    /// <summary>Prints what a host answered: in words for people, as it came for programs.</summary>
    /// <param name="answer">The host's answer.</param>
    /// <param name="words">Prints it for people.</param>
    /// <exception cref="FailedException">People were to see it, and it is something else.</exception>
    public void Show<T>(HostAnswer answer, Action<CliOutput, T> words)
    {
        if (IsJson) Json(answer.Json);
        else words(this, answer.Read<T>());
    }

    /// <summary>Prints lines for people; with <c>--json</c> they go where they do not disturb.</summary>
    public void Say(string line) => (IsJson ? _environment.Error : _environment.Out).WriteLine(Printable.Line(line));

    /// <summary>Prints lines for people that are no result.</summary>
    public void Note(string line) => _environment.Error.WriteLine(Printable.Line(line));

    /// <summary>Prints why the command failed: a line for people, with <c>--json</c> a problem (RFC 9457) for programs.</summary>
    /// <param name="message">Why.</param>
    /// <param name="code">The stable word for it.</param>
    /// <param name="problem">The host's own problem, where it refused.</param>
    public void Fail(string message, string code, string? problem = null) => _environment.Error.WriteLine(
        IsJson ? problem ?? CliProblem.Json(code, message)
        : _environment.ErrorIsTerminal && HasColours ? $"\e[31merror:\e[0m {Printable.Line(message)}"
        : $"error: {Printable.Line(message)}");

    /// <summary>Prints a table.</summary>
    /// <param name="columns">Its headings.</param>
    /// <param name="rows">Its rows; absent values are empty.</param>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows) =>
        Write(CliTable.Of(columns, [.. rows], _console.Profile.Width));

    /// <summary>Prints a short list: a table and how many there are.</summary>
    /// <param name="noun">What one of them is.</param>
    /// <param name="columns">The table's headings.</param>
    /// <param name="rows">Its rows.</param>
    public void Rows(string noun, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        if (rows.Count > 0) Table(columns, rows);
        Say(PageOptions.Summary(rows.Count, 1, rows.Count, isLowerBound: false, noun));
    }

    /// <summary>Prints the elements of an answer's <c>items</c> as a short list, or the answer as it came for programs.</summary>
    /// <param name="answer">The host's answer.</param>
    /// <param name="noun">What one of them is.</param>
    /// <param name="columns">The table's headings.</param>
    /// <param name="row">What stands in them.</param>
    public void Items(HostAnswer answer, string noun, IReadOnlyList<string> columns, Func<JsonElement, IReadOnlyList<string?>> row)
    {
        if (IsJson) Json(answer.Json);
        else Rows(noun, columns, [.. answer.ReadItems<JsonElement>().Select(row)]);
    }

    /// <summary>Prints names and values, one pair a line; absent values are left out.</summary>
    public void Fields(IEnumerable<(string Name, string? Value)> fields) => Write(CliTable.Fields(fields));

    /// <summary>Draws names and values over what was drawn before, from the window's upper left corner.</summary>
    /// <param name="fields">The names and values.</param>
    /// <param name="first">Whether nothing was drawn before.</param>
    public void Redraw(IEnumerable<(string Name, string? Value)> fields, bool first)
    {
        // What does not fit would scroll, and the next picture would stand beside it. In one piece, so that nothing flickers.
        IEnumerable<string> lines = Drawn(CliTable.Fields(fields), HasColours).TrimEnd('\n').Split('\n').Take(Math.Max(1, _console.Profile.Height - 1));
        _environment.Out.Write($"{(first ? "\e[2J" : string.Empty)}\e[H{string.Concat(lines.Select(line => $"{line.TrimEnd('\r')}\e[K\n"))}\e[J");
        _environment.Out.Flush();
    }

    private static IAnsiConsole Console(TextWriter writer, bool ansi) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = ansi ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = ansi ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
    });

    // Without ANSI, Spectre would colour the process's own console by .NET's means, whatever it writes to. So what is to have none
    // is drawn with it, and that taken off again; so are blanks to the right, which no one needs in a file.
    private void Write(IRenderable renderable)
    {
        if (_environment.OutIsTerminal && HasColours)
        {
            _console.Write(renderable);
            return;
        }

        foreach (string line in Drawn(renderable, colours: false).TrimEnd().Split('\n'))
        {
            string trimmed = line.TrimEnd();
            if (trimmed.Length > 0 || _environment.OutIsTerminal) _environment.Out.WriteLine(trimmed);
        }
    }

    private string Drawn(IRenderable renderable, bool colours)
    {
        var text = new StringWriter();
        IAnsiConsole console = Console(text, ansi: true);
        console.Profile.Capabilities.ColorSystem = _console.Profile.Capabilities.ColorSystem;
        console.Profile.Width = _console.Profile.Width;
        console.Write(renderable);
        return colours ? text.ToString() : StyleSequence().Replace(text.ToString(), string.Empty);
    }

    [GeneratedRegex(@"\e\[[0-9;]*m", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex StyleSequence();
}
