using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Agents;

/// <summary>Where messages can be brought to an agent that does not fetch them. No secrets: those are the host's configuration.</summary>
[Immutable]
public sealed record DeliveryEndpoints
{
    /// <summary>How messages come whose sender chose no way; <c>inbox</c> when absent.</summary>
    public DeliveryMethod? Method { get; init; }

    /// <summary>An absolute http or https URL, up to 2,000 characters, without user name or password.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>A tmux target: <c>session:window.pane</c> or <c>%number</c>, 1 to 200 of <c>A-Za-z0-9._:%@$-</c>, not beginning with a dash.</summary>
    public string? TmuxPane { get; init; }

    /// <summary>Where its input is on the screen.</summary>
    public ScreenPoint? Coordinates { get; init; }

    /// <summary>Checks the fields.</summary>
    /// <param name="field">The field that the endpoints came in.</param>
    /// <exception cref="ValidationException">A field is not allowed.</exception>
    public void Validate(string field)
    {
        if (WebhookUrl is not null) CheckUrl(WebhookUrl, $"{field}.webhookUrl");
        if (TmuxPane is not null && !IsPane(TmuxPane))
            throw new ValidationException($"{field}.tmuxPane", "must be 1 to 200 of A-Z a-z 0-9 . _ : % @ $ - and not begin with -");
        Coordinates?.Validate($"{field}.coordinates");
        if (Method is { } method && Has(method) is false)
            throw new ValidationException($"{field}.method", "needs the endpoint of its kind beside it: webhookUrl, tmuxPane or coordinates");
    }

    /// <summary>Whether a message can be brought this way.</summary>
    public bool Has(DeliveryMethod method) => method switch
    {
        DeliveryMethod.Webhook => WebhookUrl is not null,
        DeliveryMethod.Tmux => TmuxPane is not null,
        DeliveryMethod.Gui => Coordinates is not null,
        _ => true,
    };

    private static void CheckUrl(string url, string field)
    {
        Check.OptionalText(url, field, 2_000);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed)
            || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps)
            || parsed.UserInfo.Length > 0)
            throw new ValidationException(field, "must be an absolute http or https URL without user name or password");
    }

    private static bool IsPane(string pane) =>
        pane.Length is > 0 and <= 200 && pane[0] != '-'
        && pane.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '%' or '@' or '$' or '-');
}
