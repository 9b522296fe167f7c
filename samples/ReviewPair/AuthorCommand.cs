using System.CommandLine;
using Orchestrator.Contracts.Identifiers;
using ReviewPair.Agents;
using ReviewPair.Git;

namespace ReviewPair;

/// <summary><c>review-pair author</c>.</summary>
internal static class AuthorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<Uri> url = ConnectionOptions.Url();
        Option<DirectoryInfo> repository = ConnectionOptions.Repository();
        Option<int> commits = ConnectionOptions.Commits();
        Option<int> timeout = ConnectionOptions.Timeout();
        Option<string> name = ConnectionOptions.Agent("--name", "author", "This agent's id");
        Option<string> reviewer = ConnectionOptions.Agent("--reviewer", "reviewer", "The id of the agent that reviews");
        var command = new Command("author", "Sends every file of the newest commits for review and waits for the answers")
        {
            url, repository, commits, timeout, name, reviewer,
        };
        command.SetAction((arguments, cancellationToken) => AgentProgram.RunAsync(
            arguments.GetRequiredValue(url),
            (client, stopping) =>
            {
                string directory = arguments.GetRequiredValue(repository).FullName;
                return new Author(
                    client,
                    AgentId.Parse(arguments.GetValue(name), "--name"),
                    AgentId.Parse(arguments.GetValue(reviewer), "--reviewer"),
                    Console.Out).RunAsync(
                        new GitRepository(directory),
                        directory,
                        arguments.GetValue(commits),
                        TimeSpan.FromSeconds(arguments.GetValue(timeout)),
                        stopping);
            },
            cancellationToken));
        return command;
    }
}
