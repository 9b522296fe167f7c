using System.CommandLine;

namespace Orchestrator.Cli.Commands;

/// <summary>What was given of the options of a command that changes something.</summary>
internal static class GivenOptions
{
    /// <summary>Refuses a change of nothing.</summary>
    /// <param name="arguments">What was given.</param>
    /// <param name="options">What can be changed.</param>
    /// <exception cref="UsageException">None of them was given.</exception>
    public static void RequireAny(ParseResult arguments, IEnumerable<Option> options)
    {
        if (!options.Any(option => arguments.GetResult(option) is { Implicit: false }))
            throw new UsageException("nothing to change: give at least one option, see --help");
    }

    /// <summary>The values of an option that may be repeated; null when it was not given, none when it was given as <c>""</c>.</summary>
    public static string[]? List(ParseResult arguments, Option<string[]> option) => arguments.GetValue(option) switch
    {
        null or [] => null,
        [""] => [],
        var values => values,
    };
}
