using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Orchestrator.Delivery.Messages;

namespace Orchestrator.Delivery.Gui;

/// <summary>Refuses options that cannot work, naming the property and what is allowed.</summary>
internal sealed partial class GuiOptionsValidator : IValidateOptions<GuiOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public ValidateOptionsResult Validate(string? name, GuiOptions options)
    {
        ValidateOptionsResultBuilder result = new();
        if (string.IsNullOrWhiteSpace(options.Program))
            result.AddError("must name the xdotool program", nameof(options.Program));
        if (options.Display is { } display && !DisplayName().IsMatch(display))
            result.AddError("must be an X11 display such as :99, or absent", nameof(options.Display));
        if (options.SubmitKey is null || (options.SubmitKey.Length > 0 && !Key().IsMatch(options.SubmitKey)))
            result.AddError("must be a key of X11 such as Return or ctrl+Return, or empty", nameof(options.SubmitKey));
        if (options.LineBreakKey is null || !Key().IsMatch(options.LineBreakKey))
            result.AddError("must be a key of X11 such as Return or shift+Return", nameof(options.LineBreakKey));
        if (!MessageText.IsHeader(options.Header))
            result.AddError($"must be one line of at most {MessageText.MaxHeaderLength} characters, or empty", nameof(options.Header));
        OptionRange.Check(result, options.FocusDelay, nameof(options.FocusDelay), TimeSpan.Zero, 5 * Second);
        OptionRange.Check(result, options.KeyDelay, nameof(options.KeyDelay), TimeSpan.Zero, Second);
        OptionRange.Check(result, options.RemappedKeyDelay, nameof(options.RemappedKeyDelay), Second / 100, Second);
        OptionRange.Check(result, options.Timeout, nameof(options.Timeout), Second, 90 * Second);
        return result.Build();
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._\-]{0,255}:[0-9]{1,5}(\.[0-9]{1,2})?\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex DisplayName();

    [GeneratedRegex(@"\A((ctrl|alt|shift|super)\+){0,4}[A-Za-z0-9_]{1,50}\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Key();
}
