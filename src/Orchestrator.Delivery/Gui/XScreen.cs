using System.Globalization;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Delivery.Programs;

namespace Orchestrator.Delivery.Gui;

/// <summary>The screen with its one pointer and keyboard, through xdotool.</summary>
internal sealed class XScreen
{
    private readonly GuiOptions _options;
    private readonly ExternalProgram? _xdotool;

    public XScreen(IOptions<GuiOptions> options)
    {
        _options = options.Value;
        if (_options.Display is not { Length: > 0 } display) return;

        // It reads what it types by the locale, and stops at the first character beyond ASCII where that is the plain C.
        _xdotool = new ExternalProgram(
            _options.Program,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["DISPLAY"] = display, ["LC_ALL"] = "C.UTF-8" });
    }

    /// <summary>Checks that a point lies on it.</summary>
    /// <exception cref="DeliveryException">It does not, for good; or the screen cannot be asked.</exception>
    public async Task CheckAsync(ScreenPoint point, CancellationToken cancellationToken)
    {
        string geometry = await RunAsync(["getdisplaygeometry"], null, cancellationToken);
        string[] size = geometry.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (size.Length != 2 || !int.TryParse(size[0], out int width) || !int.TryParse(size[1], out int height))
            throw new DeliveryException("the size of the screen is not known", isPermanent: false);
        if (point.X < 0 || point.X >= width || point.Y < 0 || point.Y >= height)
            throw new DeliveryException($"({point.X}, {point.Y}) lies beside the screen of {width} x {height}", isPermanent: true)
            {
                CoordinatesAreInvalid = true,
            };
    }

    /// <summary>Clicks on a point.</summary>
    public Task ClickAsync(ScreenPoint point, CancellationToken cancellationToken) =>
        RunAsync(["mousemove", Number(point.X), Number(point.Y), "click", "1"], null, cancellationToken);

    /// <summary>Presses a key.</summary>
    public Task PressAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(["key", "--clearmodifiers", key], null, cancellationToken);

    /// <summary>Types characters; they come from standard input, since everyone on the machine can read arguments.</summary>
    public Task TypeAsync(TypedRun run, CancellationToken cancellationToken)
    {
        string delay = Number((int)_options.DelayOf(run).TotalMilliseconds);
        return RunAsync(["type", "--clearmodifiers", "--delay", delay, "--file", "-"], run.Text, cancellationToken);
    }

    private async Task<string> RunAsync(string[] arguments, string? input, CancellationToken cancellationToken)
    {
        // The operator's to allow, and the host may have a display after its next start.
        if (_xdotool is null)
            throw new DeliveryException(
                $"there is no screen that messages may be typed on ({GuiOptions.Section}:Display)",
                isPermanent: false);
        return (await _xdotool.RunAsync(arguments, input, cancellationToken)).RequireSuccess();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
