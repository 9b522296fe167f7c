using Spectre.Console;

namespace Orchestrator.Cli.Output;

/// <summary>Prints results and words: tables for people, JSON for programs.</summary>
internal sealed class CliOutput
{
    // Wide enough that no line breaks: whoever pipes a table cuts it as they like.
    private const int WidthWithoutTerminal = 100_000;

    private readonly CliEnvironment _environment;
    private readonly IAnsiConsole _console;

    /// <summary>Begins to print.</summary>
    public CliOutput(CliEnvironment environment, bool json)
    {
        _environment = environment;
        IsJson = json;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(environment.Out),
            Ansi = environment.OutIsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = environment.OutIsTerminal && string.IsNullOrEmpty(environment.Variable("NO_COLOR"))
                ? ColorSystemSupport.Detect
                : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!environment.OutIsTerminal) _console.Profile.Width = WidthWithoutTerminal;
    }

    /// <summary>Whether results are JSON.</summary>
    public bool IsJson { get; }

    /// <summary>Prints a JSON value for programs, one a line.</summary>
    public void Json(string json) => _environment.Out.WriteLine(json);

    /// <summary>Prints lines for people; with <c>--json</c> they go where they do not disturb.</summary>
    public void Say(string line) => (IsJson ? _environment.Error : _environment.Out).WriteLine(Printable.Line(line));

    /// <summary>Prints lines for people that are no result.</summary>
    public void Note(string line) => _environment.Error.WriteLine(Printable.Line(line));

    /// <summary>Prints why the command failed.</summary>
    public void Fail(string message) => _environment.Error.WriteLine($"error: {Printable.Line(message)}");

    /// <summary>Prints a table.</summary>
    /// <param name="columns">Its headings.</param>
    /// <param name="rows">Its rows; absent values are empty.</param>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var table = new Table { Border = TableBorder.Simple, ShowHeaders = true };
        foreach (string column in columns)
        {
            // The first column identifies: it must be there to copy, however narrow the window is.
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold)))
            {
                NoWrap = table.Columns.Count == 0,
            });
        }

        foreach (IReadOnlyList<string?> row in rows)
            table.AddRow(row.Select(cell => new Text(Printable.Line(cell ?? string.Empty))));
        Write(table);
    }

    /// <summary>Prints names and values, one pair a line; absent values are left out.</summary>
    public void Fields(IEnumerable<(string Name, string? Value)> fields)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true });
        grid.AddColumn();
        foreach ((string name, string? value) in fields)
        {
            if (!string.IsNullOrEmpty(value))
                grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(Printable.Line(value)));
        }

        Write(grid);
    }

    // Spectre fills cells with blanks to the right; no one needs them in a file.
    private void Write(Spectre.Console.Rendering.IRenderable renderable)
    {
        if (_environment.OutIsTerminal)
        {
            _console.Write(renderable);
            return;
        }

        var text = new StringWriter();
        _console.Profile.Out = new AnsiConsoleOutput(text);
        _console.Write(renderable);
        foreach (string line in text.ToString().Split('\n'))
        {
            string trimmed = line.TrimEnd();
            if (trimmed.Length > 0) _environment.Out.WriteLine(trimmed);
        }
    }
}
