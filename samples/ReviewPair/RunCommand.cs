using System.CommandLine;
using Orchestrator.Contracts.Identifiers;
using ReviewPair.Running;

namespace ReviewPair;

/// <summary><c>review-pair run</c>.</summary>
internal static class RunCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<Uri> url = ConnectionOptions.Url();
        Option<DirectoryInfo> repository = ConnectionOptions.Repository();
        Option<int> commits = ConnectionOptions.Commits();
        Option<int> timeout = ConnectionOptions.Timeout();
        var data = new Option<DirectoryInfo?>("--data")
        {
            Description = "The host's data folder: the transcript is then read from its tables, otherwise from the host",
        };
        var command = new Command("run", "Starts author and reviewer as two processes, waits, and prints their transcript")
        {
            url, repository, commits, timeout, data,
        };
        command.SetAction((arguments, cancellationToken) => AgentProgram.RunAsync(
            arguments.GetRequiredValue(url),
            (client, stopping) =>
            {
                // Names of this run's own: the conversation of the two holds nothing else.
                string run = $"{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}";
                var pair = new PairRun(
                    AgentId.Parse($"author-{run}"), AgentId.Parse($"reviewer-{run}"), arguments.GetRequiredValue(url));
                ITranscriptSource source = arguments.GetValue(data) is { } folder
                    ? new TableTranscript(Path.Combine(folder.FullName, "reporting.db"))
                    : new HostTranscript(client);
                return pair.RunAsync(
                    arguments.GetRequiredValue(repository).FullName,
                    arguments.GetValue(commits),
                    arguments.GetValue(timeout),
                    source,
                    Console.Out,
                    stopping);
            },
            cancellationToken));
        return command;
    }
}
