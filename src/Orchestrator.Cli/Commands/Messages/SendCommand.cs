using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator send</c>: sends a message.</summary>
internal sealed class SendCommand : HostCommand
{
    private readonly MessageArguments _message = new();

    /// <summary>Makes the command.</summary>
    public SendCommand(GlobalOptions globals)
        : base(globals, "send", "Sends a message and prints its id; it is on disk then") => _message.AddTo(this);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator send planner builder \"Please build the parser\"",
        "orchestrator send planner --to builder --to reviewer \"Code freeze at noon\"",
        "orchestrator send planner team:backend \"Code freeze at noon\"",
        "orchestrator send planner any-of:capability:csharp \"Please build the parser\"",
        "orchestrator send planner builder --type request --priority high '{\"file\": \"a.cs\"}' --json-content",
        "git diff | orchestrator send author reviewer - --type request",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        SendMessage command = await _message.ReadAsync(arguments, MessageType.Text, Globals.Environment.In, cancellationToken);
        HostAnswer answer = await host.PostAsync("messages", command, cancellationToken);
        output.Json(output.IsJson ? answer.Json : answer.Read<MessageView>().Id.Value);
    }
}
