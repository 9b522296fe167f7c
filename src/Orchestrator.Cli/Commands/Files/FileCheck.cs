using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Files;

/// <summary>Asks a host who holds files, and says so.</summary>
internal static class FileCheck
{
    // A request has at most 1 MiB, and a character at most six bytes of it.
    private const int MaxCharacters = 150_000;
    private const int MaxShown = 50;

    /// <summary>Asks, in as many questions as it takes.</summary>
    public static async Task<IReadOnlyList<FileConflict>> RunAsync(
        HostApi host, ProjectPath project, AgentId? agent, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        List<FileConflict> conflicts = [];
        for (int first = 0; first < paths.Count;)
        {
            int count = 0;
            for (int characters = 0; first + count < paths.Count && count < CheckFiles.MaxPaths; count++)
            {
                characters += paths[first + count].Length;
                if (count > 0 && characters > MaxCharacters) break;
            }

            var question = new CheckFiles { Project = project, AgentId = agent, Paths = [.. paths.Skip(first).Take(count)] };
            conflicts.AddRange((await host.PostAsync("file-leases:check", question, cancellationToken)).ReadItems<FileConflict>());
            first += count;
        }

        return conflicts;
    }

    /// <summary>Says who holds what, for people.</summary>
    public static void Show(CliOutput output, IReadOnlyList<FileConflict> conflicts)
    {
        foreach (FileConflict conflict in conflicts.Take(MaxShown))
        {
            string reason = conflict.Reason is { } text ? $": {text}" : string.Empty;
            output.Note(
                $"{conflict.Path} is held by {conflict.AgentId} until {Texts.Of(conflict.Until)} "
                + $"({Words<FileLeaseMode>.Of(conflict.Mode)} {conflict.Pattern}, lease {conflict.LeaseId}){reason}");
        }

        if (conflicts.Count > MaxShown) output.Note($"and {conflicts.Count - MaxShown} more");
    }

    /// <summary>Says what can be done about it.</summary>
    public static void Advise(CliOutput output, IReadOnlyList<FileConflict> conflicts, AgentId? agent)
    {
        FileConflict one = conflicts[0];
        output.Note("Leave these files out (git restore --staged FILE), wait until the lease ends, or ask for it:");
        output.Note($"  orchestrator send {agent?.Value ?? "YOU"} {one.AgentId} \"Please release {one.LeaseId}\"");
        output.Note($"An operator may end it: orchestrator files force-release {one.LeaseId} --by NAME --reason WHY");
    }
}
