using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Orchestrator.Cli.Help;

/// <summary>Options that a command does not have. The parser takes such a word for a value, where one may stand.</summary>
internal static class UnknownOptions
{
    /// <summary>Those of a command line, each once, without what is behind <c>=</c>: words that begin with <c>--</c> and a letter, have no blank, stand before a <c>--</c> and are no option's value.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        // What only asks for words (help, version, a shell's completion) answers whatever else stands there.
        if (parsed.Action is not ParseErrorAction && parsed.Action != parsed.CommandResult.Command.Action) return [];
        HashSet<Token> values = new(OptionValues(parsed.RootCommandResult), ReferenceEqualityComparer.Instance);
        return
        [
            .. parsed.Tokens
                .TakeWhile(token => token.Type != TokenType.DoubleDash)
                .Where(token => token.Type == TokenType.Argument && token.Value is ['-', '-', var letter, ..] && char.IsLetter(letter) && !values.Contains(token))
                .Select(token => token.Value.Split('=', ':')[0])
                .Where(name => !name.Any(char.IsWhiteSpace))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<Token> OptionValues(CommandResult result) => result.Children.SelectMany(child => child switch
    {
        OptionResult option => option.Tokens,
        CommandResult below => OptionValues(below),
        _ => [],
    });
}
