using System.CommandLine;
using Orchestrator.Contracts.Identifiers;
using ReviewPair.Agents;

namespace ReviewPair;

/// <summary><c>review-pair reviewer</c>.</summary>
internal static class ReviewerCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<Uri> url = ConnectionOptions.Url();
        Option<string> name = ConnectionOptions.Agent("--name", "reviewer", "This agent's id");
        var once = new Option<bool>("--once") { Description = "End when an author has all its answers" };
        var command = new Command("reviewer", "Answers requests with findings, until Ctrl+C") { url, name, once };
        command.SetAction((arguments, cancellationToken) => AgentProgram.RunAsync(
            arguments.GetRequiredValue(url),
            (client, stopping) => new Reviewer(client, AgentId.Parse(arguments.GetValue(name), "--name"), Console.Out)
                .RunAsync(arguments.GetValue(once), stopping),
            cancellationToken));
        return command;
    }
}
