using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Cli.Commands;

/// <summary>The options of commands that list.</summary>
internal sealed class PageOptions
{
    private readonly Option<int> _page = new("--page") { Description = "Which page, from 1", HelpName = "N", DefaultValueFactory = _ => 1 };

    private readonly Option<int> _pageSize = new("--page-size")
    {
        Description = "How many a page, 1 to 500",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
    };

    private readonly Option<string?> _orderBy = new("--order-by")
    {
        Description = "A field and asc or desc, such as \"createdAt asc\"; the list's own order when absent",
        HelpName = "ORDER",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_page);
        command.Options.Add(_pageSize);
        command.Options.Add(_orderBy);
    }

    /// <summary>Adds what was given to a path.</summary>
    public HostPath Complete(HostPath path, ParseResult arguments) =>
        path.With("page", arguments.GetValue(_page)).With("pageSize", arguments.GetValue(_pageSize)).With("orderBy", arguments.GetValue(_orderBy));

    /// <summary>What was given, for who asks the tables without a host.</summary>
    public PageRequest Read(ParseResult arguments) => new()
    {
        Page = arguments.GetValue(_page),
        PageSize = arguments.GetValue(_pageSize),
        OrderBy = arguments.GetValue(_orderBy),
    };

    /// <summary>The line below a page.</summary>
    /// <param name="shown">How many items the page has.</param>
    /// <param name="page">The page's number.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="isLowerBound">Whether there are even more.</param>
    /// <param name="noun">What one is.</param>
    public static string Summary(int shown, int page, long total, bool isLowerBound, string noun)
    {
        string nouns = total == 1 ? noun : noun.EndsWith('y') && !noun.EndsWith("ay", StringComparison.Ordinal) ? $"{noun[..^1]}ies" : $"{noun}s";
        return total > shown ? $"{shown} of {(isLowerBound ? "more than " : string.Empty)}{total} {nouns}, page {page}" : $"{total} {nouns}";
    }
}
