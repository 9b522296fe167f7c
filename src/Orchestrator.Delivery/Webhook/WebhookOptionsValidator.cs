using Microsoft.Extensions.Options;

namespace Orchestrator.Delivery.Webhook;

/// <summary>Refuses options that cannot work, naming the property and what is allowed; never the secret.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        ValidateOptionsResultBuilder result = new();
        foreach (string host in options.AllowedHosts.Where(host => AllowedHost.Read(host) is null))
            result.AddError($"has '{host}': must be host, host:port or *.suffix", nameof(options.AllowedHosts));
        if (options.AllowedHosts.Count > 0 && options.Secret is null)
            result.AddError("must be set where hosts are allowed: nothing is posted unsigned", nameof(options.Secret));
        Secret(options.Secret, nameof(options.Secret));
        Secret(options.PreviousSecret, nameof(options.PreviousSecret));
        if (options.PreviousSecret is not null && options.Secret is null)
            result.AddError($"must be absent where {nameof(options.Secret)} is", nameof(options.PreviousSecret));
        OptionRange.Check(result, options.Timeout, nameof(options.Timeout), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        return result.Build();

        void Secret(string? secret, string property)
        {
            if (secret is not null && WebhookSignature.ReadSecret(secret) is null)
                result.AddError("must be whsec_ and the base64 of 24 to 64 bytes, or a text of at least 16 bytes", property);
        }
    }
}
