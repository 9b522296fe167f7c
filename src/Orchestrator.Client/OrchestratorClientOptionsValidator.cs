using Microsoft.Extensions.Options;

namespace Orchestrator.Client;

/// <summary>Refuses options that cannot work, at start, with the remedy.</summary>
internal sealed class OrchestratorClientOptionsValidator : IValidateOptions<OrchestratorClientOptions>
{
    public ValidateOptionsResult Validate(string? name, OrchestratorClientOptions options)
    {
        var failures = new List<string>();
        if (options.Endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            failures.Add($"{nameof(options.Endpoint)} must be an absolute http or https address, such as http://127.0.0.1:5080.");
        if (options.Token is { } token && (string.IsNullOrWhiteSpace(token) || token.Any(char.IsControl)))
            failures.Add($"{nameof(options.Token)} must be null or a token as the host gave it.");
        NotBlank(options.ConnectionString, nameof(options.ConnectionString), "the connection string of the cluster's PostgreSQL database");
        NotBlank(options.ClusterId, nameof(options.ClusterId), "a cluster's name");
        NotBlank(options.ServiceId, nameof(options.ServiceId), "a service's name");
        Positive(options.HeartbeatInterval, nameof(options.HeartbeatInterval));
        Positive(options.CallTimeout, nameof(options.CallTimeout));
        Positive(options.ReconnectMinDelay, nameof(options.ReconnectMinDelay));
        Positive(options.SignOffTimeout, nameof(options.SignOffTimeout));
        if (options.ReconnectMaxDelay < options.ReconnectMinDelay)
            failures.Add($"{nameof(options.ReconnectMaxDelay)} must not be less than {nameof(options.ReconnectMinDelay)}.");
        if (options.RetryFor < TimeSpan.Zero)
            failures.Add($"{nameof(options.RetryFor)} must not be negative; zero never repeats a call.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void NotBlank(string? value, string property, string what)
        {
            if (value is not null && string.IsNullOrWhiteSpace(value)) failures.Add($"{property} must be null or {what}.");
        }

        void Positive(TimeSpan value, string property)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
                failures.Add($"{property} must be more than zero and at most an hour, is {value}.");
        }
    }
}
