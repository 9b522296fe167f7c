using System.CommandLine;
using ModelContextProtocol.Server;
using Orchestrator.Cli.Mcp;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Commands.Mcp;

/// <summary><c>orchestrator mcp</c>: speaks the Model Context Protocol with a coding agent over standard input and output.</summary>
internal sealed class McpCommand : CliCommand
{
    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "The agent that speaks; otherwise ORCHESTRATOR_AGENT, otherwise each call names its own",
        HelpName = "AGENT",
    };

    private readonly Option<DirectoryInfo> _data;

    /// <summary>Makes the command.</summary>
    public McpCommand(GlobalOptions globals)
        : base(globals, "mcp", "Speaks MCP with a coding agent over standard input and output; without --url it finds or starts the host of the data folder")
    {
        _data = globals.Data("The folder whose host is meant");
        foreach (Option option in (Option[])[_agent, _data]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator mcp --agent coder", "orchestrator mcp --agent coder --data /srv/app/.agents-orchestrator", "orchestrator mcp --agent coder --token-file ~/.orchestrator-coder", "claude mcp add orchestrator -- orchestrator mcp --agent coder"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken)
    {
        TimeProvider time = Globals.Environment.Time;
        string? agent = (arguments.GetValue(_agent) ?? Globals.Environment.Variable("ORCHESTRATOR_AGENT")) is { Length: > 0 } named
            ? AgentId.Parse(named, "--agent").Value
            : null;
        bool told = Globals.NamesHost(arguments, _data);
        string? token = Globals.TokenOf(arguments);
        Uri url = arguments.GetRequiredValue(Globals.Url);
        bool any = !Globals.HasDataVariable && arguments.GetResult(_data) is not { Implicit: false };
        using var local = new LocalHost(arguments.GetRequiredValue(_data), any, new Uri(GlobalOptions.DefaultUrl), token, time, output.Note);
        Uri? found = null;
        using var headers = new AgentHeaders(agent, token, output.Note);
        using var http = new HttpClient(headers, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        await using Stream input = Console.OpenStandardInput();
        await using Stream protocol = Console.OpenStandardOutput();
        await using var client = new StreamServerTransport(input, protocol, "orchestrator");
        using var relay = new StdioRelay(client, FindAsync, http, headers, time, output.Note);
        await Heartbeats.WhileAsync(relay.RunAsync, agent, headers, () => found, token, time, output.Note, cancellationToken);

        async Task<Uri> FindAsync(CancellationToken gone) => found = told ? url : await local.EnsureAsync(gone);
    }
}
