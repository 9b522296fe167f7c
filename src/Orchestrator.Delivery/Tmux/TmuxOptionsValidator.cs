using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Orchestrator.Delivery.Messages;

namespace Orchestrator.Delivery.Tmux;

/// <summary>Refuses options that cannot work, naming the property and what is allowed.</summary>
internal sealed partial class TmuxOptionsValidator : IValidateOptions<TmuxOptions>
{
    public ValidateOptionsResult Validate(string? name, TmuxOptions options)
    {
        ValidateOptionsResultBuilder result = new();
        if (string.IsNullOrWhiteSpace(options.Program))
            result.AddError("must name the tmux program", nameof(options.Program));
        foreach (string session in options.AllowedSessions.Where(session => !Session().IsMatch(session)))
            result.AddError($"has '{session}': must be a session's name without . and :, or its beginning and a *", nameof(options.AllowedSessions));
        if (options.SocketPath is not null && options.SocketName is not null)
            result.AddError($"must be absent where {nameof(options.SocketPath)} is set", nameof(options.SocketName));
        if (options.SocketPath is { } path && string.IsNullOrWhiteSpace(path))
            result.AddError("must be a path, or absent", nameof(options.SocketPath));
        if (options.SocketName is { } socket && (string.IsNullOrWhiteSpace(socket) || socket.Contains('/', StringComparison.Ordinal)))
            result.AddError("must be a name without slashes, or absent", nameof(options.SocketName));
        if (options.SubmitKey is null || (options.SubmitKey.Length > 0 && !Key().IsMatch(options.SubmitKey)))
            result.AddError("must be a key of tmux such as Enter, C-m or M-Enter, or empty", nameof(options.SubmitKey));
        if (!MessageText.IsHeader(options.Header))
            result.AddError($"must be one line of at most {MessageText.MaxHeaderLength} characters, or empty", nameof(options.Header));
        OptionRange.Check(result, options.SubmitDelay, nameof(options.SubmitDelay), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        OptionRange.Check(result, options.Timeout, nameof(options.Timeout), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        return result.Build();
    }

    // tmux allows neither a dot nor a colon in them.
    [GeneratedRegex(@"\A(?!\z)[^.:*\p{Cc}]*\*?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Session();

    // tmux types the letters of a key that it does not know, so only known ones pass.
    [GeneratedRegex(@"\A([CMS]-){0,3}([A-Za-z0-9]|Enter|KPEnter|Tab|BTab|Space|Escape|F([1-9]|1[0-2]))\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Key();
}
