namespace Orchestrator.Benchmarks.Curves;

/// <summary>How figures change as one thing grows.</summary>
/// <param name="Name">The name of its files.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Text">What was done, in a sentence or two.</param>
/// <param name="Columns">Names of the figures, of what grows first, each with its unit.</param>
/// <param name="Rows">A figure for each column; not a number where there is none.</param>
/// <param name="Panels">What is drawn.</param>
internal sealed record Curve(
    string Name, string Title, string Text, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<double>> Rows, IReadOnlyList<Panel> Panels);

/// <summary>A diagram of some columns over the first one.</summary>
/// <param name="Title">What its axis counts.</param>
/// <param name="Columns">Which columns are drawn.</param>
/// <param name="Logarithmic">Whether the axis is logarithmic; otherwise it starts at 0.</param>
internal sealed record Panel(string Title, IReadOnlyList<string> Columns, bool Logarithmic = false);
