using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Delivery.Messages;
using Orchestrator.Delivery.Programs;

namespace Orchestrator.Delivery.Tmux;

/// <summary>
/// Pastes messages into the recipients' tmux panes and presses the key that hands them in. The paste is a bracketed one
/// where the pane's program asked for such; other programs see each line end as Enter. The pane must exist, be alive, and stand in a
/// session that the operator named.
/// A delivery that fails between the paste and the key leaves the text there, and the next attempt pastes it again.
/// </summary>
internal sealed class TmuxDelivery(IOptions<TmuxOptions> options, TimeProvider time) : IDeliveryMethod
{
    private readonly TmuxOptions _options = options.Value;
    private readonly ExternalProgram _tmux = new(options.Value.Program, new Dictionary<string, string>());

    public DeliveryMethod Method => DeliveryMethod.Tmux;

    public Task DeliverAsync(OutgoingDelivery delivery, CancellationToken cancellationToken)
    {
        string target = delivery.Endpoints.TmuxPane
            ?? throw new DeliveryException($"agent {delivery.Recipient} has no tmux pane", isPermanent: true);
        string text = MessageText.Of(delivery.Message, _options.Header);
        return TimeLimit.KeepAsync(
            stop => DeliverAsync(target, text, stop), _options.Timeout, time, $"the delivery to pane {target}", cancellationToken);
    }

    private async Task DeliverAsync(string target, string text, CancellationToken cancellationToken)
    {
        TmuxPane pane = await FindAsync(target, cancellationToken);

        // Keys pressed in a pane that somebody scrolls would move there, and not reach the program.
        if (pane.IsInMode) await RunAsync(["copy-mode", "-q", "-t", pane.Id], null, cancellationToken);
        if (text.Length > 0) await PasteAsync(pane, text, cancellationToken);
        if (_options.SubmitKey.Length == 0) return;
        await Task.Delay(_options.SubmitDelay, time, cancellationToken);
        await RunAsync(["send-keys", "-t", pane.Id, _options.SubmitKey], null, cancellationToken);
    }

    private static DeliveryException Refused(string target) => new(
        $"pane {target} is in no session that messages may be pasted into ({TmuxOptions.Section}:AllowedSessions)", isPermanent: true);

    private async Task<TmuxPane> FindAsync(string target, CancellationToken cancellationToken)
    {
        if (_options.AllowedSessions.Count == 0) throw Refused(target);
        ProgramResult list = await _tmux.RunAsync([.. Server(), "list-panes", "-a", "-F", TmuxPane.Format], null, cancellationToken);
        if (list.ExitCode != 0)
            throw new DeliveryException($"pane {target} does not exist: {list.Error}", isPermanent: false);

        // A window that several sessions share is listed with each of them.
        TmuxPane[] named = [.. list.Output.Split('\n').Select(TmuxPane.Read).OfType<TmuxPane>().Where(p => p.IsNamed(target))];
        TmuxPane[] found = [.. named.Where(p => p.IsIn(_options.AllowedSessions)).DistinctBy(p => p.Id)];
        if (named.Length > 0 && found.Length == 0) throw Refused(target);
        return found switch
        {
            [{ IsDead: false } pane] => pane,
            [_] => throw new DeliveryException($"pane {target} is dead: its program has ended", isPermanent: false),
            [] => throw new DeliveryException($"pane {target} does not exist", isPermanent: false),
            _ => throw new DeliveryException($"{target} names {found.Length} panes", isPermanent: false),
        };
    }

    private async Task PasteAsync(TmuxPane pane, string text, CancellationToken cancellationToken)
    {
        string buffer = $"orchestrator-{Guid.NewGuid():N}";
        bool pasted = false;
        try
        {
            await RunAsync(["load-buffer", "-b", buffer, "-"], text, cancellationToken);
            await RunAsync(["paste-buffer", "-p", "-d", "-b", buffer, "-t", pane.Id], null, cancellationToken);
            pasted = true;
        }
        finally
        {
            if (!pasted) await ForgetAsync(buffer);
        }
    }

    // The text must not stay in the server's list of buffers. Also after a cancellation, so it has its own time.
    private async Task ForgetAsync(string buffer)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
        try
        {
            await _tmux.RunAsync([.. Server(), "delete-buffer", "-b", buffer], null, patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or DeliveryException)
        {
            // What failed before is what is told.
        }
    }

    private async Task RunAsync(string[] arguments, string? input, CancellationToken cancellationToken)
    {
        ProgramResult result = await _tmux.RunAsync([.. Server(), .. arguments], input, cancellationToken);
        result.RequireSuccess();
    }

    private string[] Server() => _options switch
    {
        { SocketPath: { } path } => ["-S", path],
        { SocketName: { } name } => ["-L", name],
        _ => [],
    };
}
