using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Operations;

/// <summary>
/// Looks at the host again and again: a picture that is drawn over on a terminal, a line each time where it is piped. A host that
/// is away is told once, and awaited.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="output">Where it is shown.</param>
/// <param name="time">The clock.</param>
internal sealed class StatusWatch(HostApi host, CliOutput output, TimeProvider time)
{
    private FleetStatus? _last;
    private string? _away;
    private bool _drawn;

    /// <summary>Watches until it is given up.</summary>
    /// <param name="interval">How long it waits between two looks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                FleetStatus now = await ReadAsync(cancellationToken);
                Show(now);
                _last = now;
            }
            catch (HostUnreachableException unreachable)
            {
                ShowAway(unreachable.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    // Only the picture has room for more than the status tells.
    private async Task<FleetStatus> ReadAsync(CancellationToken cancellationToken)
    {
        HostAnswer status = await host.GetAsync("status", cancellationToken);
        var fleet = new FleetStatus(status, time.GetUtcNow());
        return output.CanRedraw ? await fleet.CountAsync(host, cancellationToken) : fleet;
    }

    private void Show(FleetStatus now)
    {
        if (output.CanRedraw)
        {
            Draw(now.Fields(_last));
        }
        else
        {
            if (_away is not null) output.Note("the host is back");
            if (output.IsJson) output.Json(now.Answer.Json);
            else output.Say(now.Line(_last));
        }

        _away = null;
    }

    private void ShowAway(string reason)
    {
        if (output.CanRedraw)
            Draw([("time", Texts.Of(time.GetUtcNow())), ("ready", "false"), ("away", $"{reason}; trying again"), ("last seen", Texts.Of(_last?.At))]);
        else if (_away is null)
            output.Note($"{reason}; trying again");
        _away = reason;
    }

    private void Draw(IEnumerable<(string Name, string? Value)> fields)
    {
        output.Redraw(fields, first: !_drawn);
        _drawn = true;
    }
}
