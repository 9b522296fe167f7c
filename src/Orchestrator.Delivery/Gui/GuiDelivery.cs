using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Delivery.Messages;

namespace Orchestrator.Delivery.Gui;

/// <summary>
/// Clicks at the recipients' places on the screen and types messages there. One at a time: the screen has one pointer and
/// one keyboard. What is typed cannot be taken back: a delivery that fails on the way leaves its beginning there, and the
/// next attempt types all of it behind.
/// </summary>
internal sealed class GuiDelivery(IOptions<GuiOptions> options, XScreen screen, TimeProvider time) : IDeliveryMethod, IDisposable
{
    private readonly GuiOptions _options = options.Value;
    private readonly SemaphoreSlim _screenIsFree = new(1);

    public DeliveryMethod Method => DeliveryMethod.Gui;

    public async Task DeliverAsync(OutgoingDelivery delivery, CancellationToken cancellationToken)
    {
        ScreenPoint point = delivery.Endpoints.Coordinates
            ?? throw new DeliveryException($"agent {delivery.Recipient} has no place on the screen", isPermanent: true);
        string text = MessageText.Of(delivery.Message, _options.Header);
        TypedRun[][] lines = [.. text.Split('\n').Select(line => TypedRun.Of(line).ToArray())];
        CheckLength(lines);
        await _screenIsFree.WaitAsync(cancellationToken);
        try
        {
            await TimeLimit.KeepAsync(
                stop => TypeAsync(point, lines, stop),
                _options.Timeout, time, $"typing at ({point.X}, {point.Y})", cancellationToken);
        }
        finally
        {
            _screenIsFree.Release();
        }
    }

    public void Dispose() => _screenIsFree.Dispose();

    private async Task TypeAsync(ScreenPoint point, TypedRun[][] lines, CancellationToken cancellationToken)
    {
        await screen.CheckAsync(point, cancellationToken);
        await screen.ClickAsync(point, cancellationToken);
        await Task.Delay(_options.FocusDelay, time, cancellationToken);
        for (int i = 0; i < lines.Length; i++)
        {
            if (i > 0) await screen.PressAsync(_options.LineBreakKey, cancellationToken);
            foreach (TypedRun run in lines[i]) await screen.TypeAsync(run, cancellationToken);
        }

        if (_options.SubmitKey.Length > 0) await screen.PressAsync(_options.SubmitKey, cancellationToken);
    }

    // Half of it would be typed again by every attempt.
    private void CheckLength(TypedRun[][] lines)
    {
        TimeSpan needed = lines.SelectMany(line => line)
            .Aggregate(TimeSpan.Zero, (sum, run) => sum + (run.Length * _options.DelayOf(run)));
        if (needed > _options.Timeout)
            throw new DeliveryException(
                $"typing the text would take {needed.TotalSeconds:0} s, longer than {_options.Timeout.TotalSeconds:0.###} s",
                isPermanent: true);
    }
}
