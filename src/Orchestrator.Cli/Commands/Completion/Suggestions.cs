using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Orchestrator.Cli.Commands.Completion;

/// <summary>
/// The directive <c>[suggest:N]</c> by which the shells' scripts ask what may stand at the cursor. It answers with what begins with the
/// word that is typed, and with options only to who types a dash or where nothing else can stand.
/// </summary>
internal sealed class Suggestions(SuggestDirective directive) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        string line = parseResult.Tokens.LastOrDefault(token => token.Type != TokenType.Directive)?.Value ?? string.Empty;
        int cursor = parseResult.GetResult(directive)?.Values is [var place, ..]
            && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? Math.Min(number, line.Length)
                : line.Length;
        string typed = line[..cursor];
        string word = typed[(typed.LastIndexOf(' ') + 1)..];
        string[] labels =
        [
            .. parseResult.RootCommandResult.Command.Parse(typed).GetCompletions(cursor)
                .Select(item => item.InsertText ?? item.Label)
                .Where(label => label.StartsWith(word, StringComparison.OrdinalIgnoreCase) && !label.StartsWith('/'))
                .Distinct(StringComparer.Ordinal),
        ];
        string[] values = [.. labels.Where(label => !label.StartsWith('-'))];
        foreach (string label in values.Length > 0 ? values : labels) parseResult.InvocationConfiguration.Output.WriteLine(label);
        return ExitCode.Ok;
    }
}
