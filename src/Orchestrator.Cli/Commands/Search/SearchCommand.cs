using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Search;

namespace Orchestrator.Cli.Commands.Search;

/// <summary><c>orchestrator search</c>: finds by words.</summary>
internal sealed class SearchCommand : HostCommand
{
    private const int SnippetWidth = 160;

    private readonly Argument<string[]> _words = new("WORDS")
    {
        Description = "What is looked for: what holds all of them is found; \"phrases\" and prefix* are understood",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _kinds = new("--kind")
    {
        Description = $"Only {string.Join(", ", SearchQueries.Kinds)}; may be repeated, all when absent",
        HelpName = "KIND",
    };

    private readonly Option<int> _limit = new("--limit") { Description = "How many at most, 1 to 500", HelpName = "N", DefaultValueFactory = _ => 20 };

    /// <summary>Makes the command.</summary>
    public SearchCommand(GlobalOptions globals)
        : base(globals, "search", "Finds sessions, messages, tasks and checkpoints by their words, best first")
    {
        _kinds.CompletionSources.Add([.. SearchQueries.Kinds]);
        Arguments.Add(_words);
        Options.Add(_kinds);
        Options.Add(_limit);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator search build parser",
        "orchestrator search '\"out of memory\"' --kind message --kind task",
        "orchestrator search 'pars*' --limit 5 --json",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("search")
            .With("q", string.Join(' ', arguments.GetRequiredValue(_words)))
            .With("kinds", arguments.GetValue(_kinds) is { Length: > 0 } kinds ? string.Join(',', kinds) : null)
            .With("limit", arguments.GetValue(_limit));
        HostAnswer answer = await host.GetAsync(path.ToString(), cancellationToken);
        output.Show<SearchResults>(answer, (_, found) => output.Rows("hit", ["ID", "KIND", "TITLE", "CREATED", "TEXT"], [.. found.Items.Select(hit => (IReadOnlyList<string?>)
        [
            hit.Id,
            hit.Kind,
            hit.Title,
            Texts.Of(hit.At),
            Printable.Line(hit.Snippet, SnippetWidth),
        ])]));
    }
}
