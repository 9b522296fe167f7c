using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Orchestrator.Cli.Commands;

namespace Orchestrator.Cli;

/// <summary>The usual help, and below it how the command is used.</summary>
internal sealed class HelpWithExamples(HelpAction plain) : SynchronousCommandLineAction
{
    private static readonly string[] RootExamples =
    [
        "orchestrator serve --data ./data",
        "orchestrator agents register builder",
        "orchestrator send planner builder \"Please build the parser\"",
        "orchestrator inbox builder --ack",
        "orchestrator ask planner any-of:team:backend \"Who is free?\"",
    ];

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = plain.Invoke(parseResult);
        IReadOnlyList<string> examples = parseResult.CommandResult.Command switch
        {
            CliCommand command => command.Examples,
            RootCommand => RootExamples,
            _ => [],
        };
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (examples.Count == 0) return code;
        output.WriteLine("Examples:");
        foreach (string example in examples) output.WriteLine($"  {example}");
        output.WriteLine();
        return code;
    }
}
