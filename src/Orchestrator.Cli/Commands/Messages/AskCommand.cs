using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator ask</c>: sends a message and waits for the answer.</summary>
internal sealed class AskCommand : HostCommand
{
    private readonly MessageArguments _message = new();

    private readonly Option<double> _timeout = new("--timeout")
    {
        Description = "How many seconds to wait for the answer, up to 600; one that comes later goes to the inbox",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 30,
    };

    /// <summary>Makes the command.</summary>
    public AskCommand(GlobalOptions globals)
        : base(globals, "ask", "Sends a request, waits for the answer and prints it")
    {
        _message.AddTo(this);
        Options.Add(_timeout);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator ask planner builder \"Does the parser build?\"",
        "orchestrator ask planner any-of:team:backend \"Who is free?\" --timeout 5",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        SendMessage command = await _message.ReadAsync(arguments, MessageType.Request, Globals.Environment.In, cancellationToken);
        double seconds = arguments.GetValue(_timeout);
        JsonNode body = JsonSerializer.SerializeToNode(command, OrchestratorJson.Journal.GetTypeInfo(typeof(SendMessage)))!;
        body["timeoutSeconds"] = seconds;
        HostAnswer answer = await host.PostAsync(
            "messages:ask", JsonSerializer.SerializeToElement(body), cancellationToken, TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 600)));
        if (output.IsJson)
        {
            output.Json(answer.Json);
            return;
        }

        JsonElement response = answer.Read<JsonElement>().GetProperty("response");
        string content = Texts.Of(response.GetProperty("content")) ?? string.Empty;
        foreach (string line in content.Split('\n')) output.Say(line);
    }
}
