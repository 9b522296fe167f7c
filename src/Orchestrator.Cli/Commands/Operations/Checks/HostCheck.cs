using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Operations.Checks;

/// <summary>Asks a host how it is: does it answer, is it ready, does it take the token, is it of this version, is its clock right.</summary>
/// <param name="url">Its address.</param>
/// <param name="token">The access token, if there is one.</param>
/// <param name="version">The version of this command.</param>
/// <param name="time">The clock.</param>
internal sealed class HostCheck(Uri url, string? token, string version, TimeProvider time) : IDisposable
{
    // Leases and deadlines are told in the host's time.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { Proxy = HostProxy.Instance, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Whether a host answered at all.</summary>
    public bool Answers { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>What was found.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        try
        {
            long began = time.GetTimestamp();
            using HttpResponseMessage ready = await _http.GetAsync(new Uri(url, "/readyz"), cancellationToken);
            TimeSpan took = time.GetElapsedTime(began);
            string body = await ready.Content.ReadAsStringAsync(cancellationToken);
            Answers = ready.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable && body.Contains("\"reasons\"", StringComparison.Ordinal);
            findings.Add(Answers
                ? Finding.Ok("host", string.Create(CultureInfo.InvariantCulture, $"{Address} answers within {took.TotalMilliseconds:0} ms"))
                : Finding.Failed("host", $"what answers at {Address} is no orchestrator ({(int)ready.StatusCode})", "name the host's address with --url or ORCHESTRATOR_URL"));
            if (!Answers) return findings;
            findings.Add(ready.IsSuccessStatusCode
                ? Finding.Ok("ready", "it serves")
                : Finding.Failed("ready", Reasons(body), "the host's log says more; it is retried by itself"));
            if (Clock(ready) is { } clock) findings.Add(clock);
            findings.AddRange(await StatusAsync(cancellationToken));
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            findings.Add(Finding.Failed(
                "host", $"nothing answers at {Address} ({error.Message.TrimEnd('.')})", "start one with 'orchestrator serve', or name it with --url or ORCHESTRATOR_URL"));
        }

        return findings;
    }

    private string Address => url.GetLeftPart(UriPartial.Authority);

    private static string Reasons(string body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        return string.Join("; ", document.RootElement.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()));
    }

    private Finding? Clock(HttpResponseMessage response)
    {
        if (response.Headers.Date is not { } theirs) return null;
        TimeSpan apart = (time.GetUtcNow() - theirs).Duration();
        string detail = string.Create(CultureInfo.InvariantCulture, $"{apart.TotalSeconds:0} s from the host's");
        return apart <= ClockTolerance
            ? Finding.Ok("clock", detail)
            : Finding.Warning("clock", detail, "set both machines' clocks by NTP: deadlines and leases are told in the host's time");
    }

    private async Task<IReadOnlyList<Finding>> StatusAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "/api/v1/status"));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
        switch (response.StatusCode)
        {
            case HttpStatusCode.Unauthorized:
                return [token is null
                    ? Finding.Failed("token", "the host wants one", "set ORCHESTRATOR_TOKEN or ORCHESTRATOR_TOKEN_FILE; 'orchestrator token create' makes one")
                    : Finding.Failed("token", "the host does not take it: it is wrong, revoked or expired", "'orchestrator token list' shows those that are good")];
            case HttpStatusCode.Forbidden:
                return [Finding.Failed("token", "its role may not read the status", "'orchestrator token create --role observer' makes one that may")];
            case not HttpStatusCode.OK:
                return [Finding.Failed("status", $"the host answered {(int)response.StatusCode}", "its log says more")];
        }

        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        JsonElement status = document.RootElement;
        return [Finding.Ok("token", token is null ? "the host wants none" : "the host takes it"), Version(status), Journal(status), Tables(status)];
    }

    private Finding Version(JsonElement status) => Texts.Of(status, "version") is var theirs && theirs == version
        ? Finding.Ok("versions", $"{version}, the host too")
        : Finding.Warning("versions", $"this is {version}, the host is {theirs}", "use the command of the host's version: it knows what the host can do");

    private static Finding Journal(JsonElement status)
    {
        JsonElement journal = status.GetProperty("journal");
        return Texts.Of(journal, "writable") == "true"
            ? Finding.Ok("journal", $"can be written, position {Texts.Of(journal, "lastPosition")}")
            : Finding.Failed("journal", Texts.Of(journal, "reason") ?? "can't be written", Remedy(journal));
    }

    // Only a journal in a file has consecutive positions.
    private static string Remedy(JsonElement journal) => Texts.Of(journal, "consecutive") == "false"
        ? "see that PostgreSQL runs and look at the host's log; the host goes on by itself"
        : "make room on the host's disk and look at its log";

    private static Finding Tables(JsonElement status)
    {
        JsonElement tables = status.GetProperty("projection");
        string detail = $"{Texts.Of(tables, "state")}, {TablesLag.Of(tables)}";
        return Texts.Of(tables, "state") == "running"
            ? Finding.Ok("tables", detail)
            : Finding.Warning("tables", $"{detail}: {Texts.Of(tables, "reason")}", "lists are old, commands go on; stop the host, delete reporting.db and start it: the tables are made anew");
    }
}
