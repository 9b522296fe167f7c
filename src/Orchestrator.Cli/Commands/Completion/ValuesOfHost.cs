using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Completion;

/// <summary>
/// What shells may complete behind options and for arguments: words that the program knows, and ids that the host knows. Which it is
/// goes by the symbol's name and the command it is of, so that each command need not say it.
/// </summary>
/// <param name="globals">Say where the host is.</param>
internal sealed class ValuesOfHost(GlobalOptions globals)
{
    // Somebody waits with a finger on the key; better nothing than late.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    private const int Most = 200;

    /// <summary>Adds them to a command and those below it.</summary>
    public void AddTo(Command command)
    {
        foreach (Argument argument in command.Arguments)
        {
            if (ListOfArgument(command, argument.Name) is { } list) argument.CompletionSources.Add(context => Ids(context, list));
        }

        foreach (Option option in command.Options)
        {
            if (Words(command, option.Name) is { } words) option.CompletionSources.Add([.. words.Split(", ")]);
            else if (ListOfOption(option.Name) is { } list) option.CompletionSources.Add(context => Ids(context, list));
        }

        foreach (Command below in command.Subcommands) AddTo(below);
    }

    private static string? ListOfArgument(Command command, string argument) => argument switch
    {
        "AGENT" or "FROM" or "TO" => "agents",
        "SESSION" => "sessions",
        "ID" => command.Parents.OfType<Command>().FirstOrDefault()?.Name switch
        {
            "sessions" => "sessions",
            "agents" => "agents",
            "tasks" => "tasks",
            "checkpoints" => "checkpoints",
            "conversations" => "conversations",
            "messages" => "messages",
            "files" => "file-leases",
            _ => null,
        },
        _ => null,
    };

    private static string? ListOfOption(string option) => option switch
    {
        "--agent" or "--assignee" or "--from" or "--to" or "--participant" or "--captain" => "agents",
        "--session" => "sessions",
        "--task" or "--depends-on" or "--parent" => "tasks",
        "--conversation" => "conversations",
        _ => null,
    };

    private static string? Words(Command command, string option) => (command.Name, option) switch
    {
        (_, "--priority") => Words<Priority>.Allowed,
        ("agents" or "heartbeat", "--status") => Words<AgentStatus>.Allowed,
        ("agents", "--liveness") => Words<AgentLiveness>.Allowed,
        ("sessions", "--status") => Words<SessionStatus>.Allowed,
        ("tasks", "--status") => Words<TaskItemStatus>.Allowed,
        ("conversations", "--status") => Words<ConversationStatus>.Allowed,
        ("update", "--status") when IsOf(command, "agents") => Words<AgentStatus>.Allowed,
        ("update", "--status") when IsOf(command, "sessions") => "active, idle, completed, error",
        ("send" or "ask" or "messages", "--type") => Words<MessageType>.Allowed,
        _ => null,
    };

    private static bool IsOf(Command command, string parent) => command.Parents.OfType<Command>().Any(above => above.Name == parent);

    private IEnumerable<CompletionItem> Ids(CompletionContext context, string list)
    {
        // Completion is synchronous in the library; off the caller's context, it can't wait for itself.
        try
        {
            return Task.Run(() => IdsAsync(context.ParseResult, list)).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is FailedException or OperationCanceledException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private async Task<IReadOnlyList<CompletionItem>> IdsAsync(ParseResult arguments, string list)
    {
        using var late = new CancellationTokenSource(Patience, globals.Environment.Time);
        using var host = new HostApi(arguments.GetRequiredValue(globals.Url), globals.TokenOf(arguments));
        HostAnswer page = await host.GetAsync(HostPath.Of(list).With("pageSize", Most).ToString(), late.Token);
        return [.. page.ReadItems<JsonElement>().Select(item => item.GetProperty("id").GetString()).OfType<string>().Select(id => new CompletionItem(id))];
    }
}
