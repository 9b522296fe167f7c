using System.CommandLine;
using System.CommandLine.Parsing;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Help;

/// <summary>Says what is wrong with a command line, and what may have been meant.</summary>
internal static class WrongUsage
{
    private const string MissingCommand = "Required command was not provided.";

    /// <summary>Says it.</summary>
    public static void Explain(ParseResult parsed, CliOutput output)
    {
        string command = CommandOf(parsed);
        IReadOnlyList<string> unknown = UnknownOptions.Of(parsed);
        string[] errors = unknown.Count > 0
            ? [.. unknown.Select(option => NoOption(parsed.CommandResult.Command, option))]
            : [.. parsed.Errors.Select(error => WithoutTypes(error.Message)).Distinct(StringComparer.Ordinal)];

        // That a command is missing is only news where nothing else stood in its place.
        if (errors.Length > 1) errors = [.. errors.Where(error => error != MissingCommand)];
        IEnumerable<string> strange = unknown.Count > 0 ? [] : parsed.UnmatchedTokens;
        string[] meant = [.. strange.Select(token => Meant(parsed.CommandResult.Command, token)).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (output.IsJson)
        {
            string[] hints = [.. meant.Select(word => $"did you mean '{word}'?"), $"see '{command} --help'"];
            output.Fail(string.Join(" ", errors.Concat(hints)), CliProblem.Usage);
            return;
        }

        foreach (string error in errors) output.Fail(error, CliProblem.Usage);
        foreach (string word in meant) output.Note($"did you mean '{word}'?");
        output.Note($"see '{command} --help'");
    }

    /// <summary>The command's full name, as it is typed.</summary>
    public static string CommandOf(ParseResult parsed)
    {
        var command = new Stack<string>();
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult { Command: { } symbol }; result = result.Parent)
            command.Push(symbol is RootCommand ? CommandLine.Name : symbol.Name);
        return string.Join(' ', command);
    }

    private static string NoOption(Command command, string option)
    {
        string error = $"'{option}' is not an option here";
        if (Meant(command, option) is { } meant) error += $"; did you mean '{meant}'?";
        return command.Arguments.Count == 0 ? error : $"{error}{(error[^1] == '?' ? string.Empty : ";")} '--' before it takes it as a value";
    }

    // The nearest of what could stand there: a letter or two may be wrong, of long words a third.
    private static string? Meant(Command command, string token)
    {
        bool option = token.StartsWith('-');
        string[] words =
        [
            .. option
                ? command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options).Where(global => global.Recursive)).Select(symbol => symbol.Name)
                : command.Subcommands.Where(symbol => !symbol.Hidden).Select(symbol => symbol.Name),
        ];
        string? begun = token.Length < 3 ? null : Array.Find(words, word => word.StartsWith(token, StringComparison.OrdinalIgnoreCase));
        string? meant = begun ?? words.Where(word => WordDistance.Between(word, token) <= Math.Max(1, Math.Min(token.Length, word.Length) / 3))
            .MinBy(word => WordDistance.Between(word, token));
        return meant is null || option ? meant : $"{CommandPath(command)} {meant}";
    }

    private static string CommandPath(Command command)
    {
        var path = new Stack<string>();
        for (Command? step = command; step is not null; step = step.Parents.OfType<Command>().FirstOrDefault())
            path.Push(step is RootCommand ? CommandLine.Name : step.Name);
        return string.Join(' ', path);
    }

    // The library's words name types of the program.
    private static string WithoutTypes(string message)
    {
        int type = message.IndexOf(" as expected type 'System.", StringComparison.Ordinal);
        if (type < 0) return message;
        return message.AsSpan(type).Contains("Boolean", StringComparison.Ordinal) ? $"{message[..type]}: choose true or false" : $"{message[..type]} as a number";
    }
}
