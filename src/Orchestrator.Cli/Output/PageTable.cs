using Orchestrator.Cli.Api;
using Orchestrator.Cli.Commands;
using Orchestrator.Contracts.Queries;

namespace Orchestrator.Cli.Output;

/// <summary>A page of a list for people, or as it came for programs.</summary>
internal static class PageTable
{
    /// <summary>Prints a page.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="answer">The host's answer: a page.</param>
    /// <param name="noun">What one of them is, such as <c>task</c>.</param>
    /// <param name="columns">The columns' titles.</param>
    /// <param name="row">What stands in them.</param>
    public static void Show<T>(
        CliOutput output, HostAnswer answer, string noun, IReadOnlyList<string> columns, Func<T, IReadOnlyList<string?>> row) =>
        output.Show<Page<T>>(answer, (_, page) =>
        {
            if (page.Items.Count > 0) output.Table(columns, page.Items.Select(row));
            output.Say(PageOptions.Summary(page.Items.Count, page.PageNumber, page.Total, page.TotalIsLowerBound, noun));
        });
}
