using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks renew</c>, <c>release</c>, <c>block</c> and so on: what is done with a task that an agent has.</summary>
internal sealed class WorkOnTaskCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The task" };
    private readonly Option<string?> _agent = new("--agent") { Description = "The agent that has it; refused when another has it by now" };
    private readonly Option<long?> _epoch = new("--epoch") { Description = "The agent's incarnation, as its registration was answered", HelpName = "N" };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why" };
    private readonly Option<string?> _result = new("--result") { Description = "What came of it", HelpName = "JSON" };
    private readonly Option<double?> _lease = new("--lease") { Description = "The new lease in seconds", HelpName = "SECONDS" };

    /// <summary>Makes one of the commands.</summary>
    public WorkOnTaskCommand(GlobalOptions globals, string verb, string description)
        : base(globals, verb, description)
    {
        Arguments.Add(_id);
        Options.Add(_agent);
        Options.Add(_epoch);
        if (verb is "complete") Options.Add(_result);
        else if (verb is "renew") Options.Add(_lease);
        else if (verb is not "unblock") Options.Add(_reason);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => [$"orchestrator tasks {Name} task_1700000000000_abc123def --agent coder"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new WorkOnTask
        {
            AgentId = arguments.GetValue(_agent) is { } agent ? AgentId.Parse(agent, "--agent") : null,
            Epoch = arguments.GetValue(_epoch),
            Reason = Options.Contains(_reason) ? arguments.GetValue(_reason) : null,
            Result = Options.Contains(_result) ? JsonText.ParseOptional(arguments.GetValue(_result), "--result") : null,
            LeaseSeconds = Options.Contains(_lease) ? arguments.GetValue(_lease) : null,
        };
        HostAnswer answer = await host.PostAsync(
            HostPath.Of("tasks", arguments.GetRequiredValue(_id), Name).ToString(), command, cancellationToken);
        output.Show<TaskView>(answer, TaskText.Show);
    }
}
