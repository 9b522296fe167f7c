using System.CommandLine;

namespace Orchestrator.Cli.Commands.Checkpoints;

/// <summary><c>orchestrator checkpoints search</c>.</summary>
internal sealed class SearchCheckpointsCommand : ListCheckpointsCommand
{
    private readonly Argument<string> _words = new("WORDS") { Description = "Words, \"phrases\" and prefix*; all of them must be there" };

    /// <summary>Makes the command.</summary>
    public SearchCheckpointsCommand(GlobalOptions globals)
        : base(globals, "search", "Finds checkpoints by name, description, feature and tags") => Arguments.Add(_words);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator checkpoints search \"release*\""];

    /// <inheritdoc/>
    protected override string? Words(ParseResult arguments) => arguments.GetRequiredValue(_words);
}
