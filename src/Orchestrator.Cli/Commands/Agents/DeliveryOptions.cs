using System.CommandLine;
using System.Globalization;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Agents;

/// <summary>The options that say how messages come to an agent.</summary>
internal sealed class DeliveryOptions
{
    private readonly Option<string?> _webhook = new("--webhook") { Description = "Where messages are posted to it", HelpName = "URL" };
    private readonly Option<string?> _tmux = new("--tmux") { Description = "The tmux pane it reads, such as work:0.1", HelpName = "PANE" };
    private readonly Option<string?> _at = new("--at") { Description = "Where its input is on the screen, such as 640,480", HelpName = "X,Y" };

    private readonly Option<string?> _delivery = new("--delivery")
    {
        Description = $"How messages come to it: {Words<DeliveryMethod>.Allowed}; otherwise by the first of --webhook, --tmux and --at "
            + "that is given, or it fetches them",
        HelpName = "METHOD",
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_webhook, _tmux, _at, _delivery];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All) command.Options.Add(option);
    }

    /// <summary>What was given; null when nothing was.</summary>
    public DeliveryEndpoints? Read(ParseResult arguments)
    {
        string? webhook = arguments.GetValue(_webhook);
        string? tmux = arguments.GetValue(_tmux);
        ScreenPoint? point = arguments.GetValue(_at) is { } at ? ParsePoint(at) : null;
        DeliveryMethod? method = arguments.GetValue(_delivery) is { } word ? Words<DeliveryMethod>.Parse(word, "--delivery") : null;
        if (webhook is null && tmux is null && point is null && method is null) return null;
        return new DeliveryEndpoints
        {
            Method = method ?? (webhook is not null ? DeliveryMethod.Webhook : tmux is not null ? DeliveryMethod.Tmux : DeliveryMethod.Gui),
            WebhookUrl = webhook,
            TmuxPane = tmux,
            Coordinates = point,
        };
    }

    private static ScreenPoint ParsePoint(string text) =>
        text.Split(',') is [var left, var top]
        && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out int x)
        && int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out int y)
            ? new ScreenPoint { X = x, Y = y }
            : throw new UsageException($"--at must be two numbers with a comma between, such as 640,480; it is '{text}'");
}
