using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Cli.Commands;

/// <summary>The options of commands that list.</summary>
internal sealed class PageOptions
{
    private readonly Option<int> _page = new("--page") { Description = "Which page, from 1", DefaultValueFactory = _ => 1 };

    private readonly Option<int> _pageSize = new("--page-size")
    {
        Description = "How many a page, 1 to 500",
        DefaultValueFactory = _ => 50,
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_page);
        command.Options.Add(_pageSize);
    }

    /// <summary>Adds what was given to a path.</summary>
    public HostPath Complete(HostPath path, ParseResult arguments) =>
        path.With("page", arguments.GetValue(_page)).With("pageSize", arguments.GetValue(_pageSize));

    /// <summary>What was given, for who asks the tables without a host.</summary>
    public PageRequest Read(ParseResult arguments) => new() { Page = arguments.GetValue(_page), PageSize = arguments.GetValue(_pageSize) };

    /// <summary>The line below a page.</summary>
    /// <param name="shown">How many items the page has.</param>
    /// <param name="page">The page's number.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="noun">What one is.</param>
    public static string Summary(int shown, int page, long total, string noun)
    {
        string nouns = total == 1 ? noun : $"{noun}s";
        return total > shown ? $"{shown} of {total} {nouns}, page {page}" : $"{total} {nouns}";
    }
}
